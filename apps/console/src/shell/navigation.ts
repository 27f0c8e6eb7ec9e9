import type { LinkProps } from '@tanstack/react-router';
import {
  Building2,
  ClipboardCheck,
  FileText,
  FileUp,
  Fingerprint,
  House,
  Inbox,
  KeyRound,
  OctagonX,
  Package,
  Plug,
  ScrollText,
  Settings,
  Shapes,
  Shuffle,
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
      {
        to: '/groups',
        label: t('Groups'),
        says: t('Accounts and companies, and who belongs to them'),
        icon: Building2,
      },
      {
        to: '/objects',
        label: t('Objects'),
        says: t('Orders, subscriptions and other things of people and groups'),
        icon: Package,
      },
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
      {
        to: '/rejected',
        label: t('Rejected'),
        says: t('What could not be processed, with the reason; repair and replay it'),
        icon: OctagonX,
      },
      {
        to: '/schema',
        label: t('Schema'),
        says: t('Events and traits that were seen, with types and examples'),
        icon: Shapes,
      },
      {
        to: '/tracking-plans',
        label: t('Tracking plan'),
        says: t('What events should look like, and what happens when they do not'),
        icon: ClipboardCheck,
      },
      {
        to: '/transforms',
        label: t('Transforms'),
        says: t('Change, drop or split events on their way in'),
        icon: Shuffle,
      },
      {
        to: '/imports',
        label: t('Imports'),
        says: t('People and history from a file'),
        icon: FileUp,
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
  {
    to: '/settings/identity',
    label: t('Identity'),
    says: t('Which identifiers count, and what makes two people one'),
    icon: Fingerprint,
  },
];
