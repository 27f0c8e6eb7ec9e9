import type { LinkProps } from '@tanstack/react-router';
import {
  FileText,
  House,
  Inbox,
  KeyRound,
  Plug,
  ScrollText,
  Settings,
  Users,
  Waypoints,
  Zap,
  type LucideIcon,
} from 'lucide-react';
import { t } from '../intl/text';

export interface Destination {
  to: NonNullable<LinkProps['to']>;
  label: string;
  says: string;
  icon: LucideIcon;
  /** Only this address itself is "here", not what lies below it. */
  exact?: boolean;
}

export const navigation: { group: string | null; items: Destination[] }[] = [
  {
    group: null,
    items: [
      { to: '/', label: t('Home'), says: t('Set-up checks and your snippet'), icon: House, exact: true },
    ],
  },
  {
    group: t('Send'),
    items: [
      {
        to: '/journeys',
        label: t('Journeys'),
        says: t('What happens when something happens'),
        icon: Waypoints,
      },
      { to: '/templates', label: t('Templates'), says: t('What messages say'), icon: FileText },
    ],
  },
  {
    group: t('Who'),
    items: [
      { to: '/people', label: t('People'), says: t('Everyone you know, with their timeline'), icon: Users },
    ],
  },
  {
    group: t('Data'),
    items: [
      {
        to: '/sources',
        label: t('Sources'),
        says: t('Where events come from, with keys and snippets'),
        icon: Plug,
      },
      {
        to: '/events',
        label: t('Live events'),
        says: t('What arrives at the door, as it arrives'),
        icon: Zap,
      },
    ],
  },
  {
    group: t('Results'),
    items: [
      {
        to: '/messages',
        label: t('Message log'),
        says: t('Every message, and every decision not to send'),
        icon: ScrollText,
      },
      { to: '/mailbox', label: t('Mailbox'), says: t('Messages captured on this machine'), icon: Inbox },
    ],
  },
];

export const settingsNavigation: Destination[] = [
  {
    to: '/settings',
    label: t('Settings'),
    says: t('Name and time zone of the workspace'),
    icon: Settings,
    exact: true,
  },
  { to: '/settings/api-keys', label: t('API keys'), says: t('Keys for your own programs'), icon: KeyRound },
];
