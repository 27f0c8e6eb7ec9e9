/** Channels of this release. */
export const channels = ['email'] as const;
export type Channel = (typeof channels)[number];
export const messageClasses = ['marketing', 'transactional'] as const;
export type MessageClass = (typeof messageClasses)[number];

/** All strings are Liquid. */
export interface EmailContent {
  subject: string;
  preheader?: string;
  from: { name?: string; address: string };
  replyTo?: string;
  headers?: Record<string, string>;
  body: { kind: 'html'; html: string };
  /** Absent = derived from the HTML after rendering. */
  text?: string;
}
export type TemplateContent = EmailContent;

export interface TemplateDraft {
  defaultLocale: string;
  /** By BCP 47 tag. */
  variants: Record<string, TemplateContent>;
  missingVariable?: 'fail' | 'blank';
}
