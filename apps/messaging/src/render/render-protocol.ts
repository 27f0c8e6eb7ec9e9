import type { EmailContent, JsonObject } from '@rapport/contracts';

/** What a rendering needs besides the content: plain JSON, and the two settings that filters read. */
export interface RenderInput {
  context: JsonObject;
  /** IANA zone of the person, for `date`. */
  timeZone: string;
  /** BCP 47, for `money` and the document's `lang`. */
  locale: string;
}

export interface RenderSource {
  content: EmailContent;
  missingVariable: 'fail' | 'blank';
}

/** An email as it will be handed over. Addresses are checked; single-line fields hold no control character. */
export interface RenderedEmail {
  subject: string;
  preheader: string | null;
  from: { name: string | null; address: string };
  replyTo: string | null;
  headers: Record<string, string>;
  html: string;
  text: string;
}

export interface RenderFailure {
  reason: 'missing_variable' | 'render' | 'invalid_address' | 'too_large';
  /** For people: which variable, which field and line. */
  detail: string;
}

export type RenderOutcome = { ok: true; email: RenderedEmail } | ({ ok: false } & RenderFailure);

/** One page: many messages per crossing. `inputs` is JSON text, so that nothing but data can cross. */
export interface RenderPage {
  task: 'render';
  sources: Record<string, RenderSource>;
  /** JSON of `(RenderInput & { source: string })[]` */
  inputs: string;
}

/** A preview: missing variables print as nothing and are listed instead. */
export interface PreviewTask {
  task: 'preview';
  source: RenderSource;
  /** JSON of a RenderInput. */
  input: string;
}

export interface PreviewVariable {
  name: string;
  value: unknown;
  found: boolean;
}

export interface PreviewResult {
  outcome: RenderOutcome;
  variables: PreviewVariable[];
  missing: string[];
}

/** Reads a content without rendering it: what does not parse, which variables it uses. */
export interface InspectTask {
  task: 'inspect';
  content: EmailContent;
}

export interface ContentFault {
  /** Within the content, e.g. `body.html`. */
  field: string;
  rule: 'template_syntax' | 'unknown_tag' | 'unknown_filter' | 'too_large';
  message: string;
}

export interface Inspection {
  faults: ContentFault[];
  variables: { field: string; path: string[] }[];
  /** Schemes of literal links that a mail must not carry, e.g. `javascript`. */
  unsafeSchemes: string[];
  imagesWithoutAlt: number;
  /** Variables of a person or event that are printed unescaped. */
  rawVariables: string[];
}

export type WorkerTask = RenderPage | PreviewTask | InspectTask;
export interface WorkerRequest {
  id: number;
  task: WorkerTask;
}
export interface WorkerReply {
  id: number;
  result: RenderOutcome[] | PreviewResult | Inspection;
}
