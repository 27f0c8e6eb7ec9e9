import type { MessageState } from '@rapport/contracts';
import {
  Ban,
  CircleCheck,
  CircleX,
  Clock,
  CornerUpLeft,
  HelpCircle,
  Hourglass,
  Send,
  type LucideIcon,
} from 'lucide-react';
import { t } from '../intl/text';
import type { Tone } from '../ui/status-badge';

interface StateWords {
  label: string;
  tone: Tone;
  icon: LucideIcon;
  says: string;
}

export const messageStates: Record<MessageState, StateWords> = {
  planned: { label: t('Planned'), tone: 'info', icon: Clock, says: t('Recorded; nothing was sent yet.') },
  claimed: {
    label: t('Preparing'),
    tone: 'info',
    icon: Hourglass,
    says: t('Being prepared; certainly not sent yet.'),
  },
  handed_over: {
    label: t('Handed over'),
    tone: 'info',
    icon: Send,
    says: t('Given to the provider; its answer is still out.'),
  },
  retry_wait: {
    label: t('Will retry'),
    tone: 'warn',
    icon: Clock,
    says: t('Certainly not sent; it will be tried again.'),
  },
  accepted: { label: t('Accepted'), tone: 'good', icon: CircleCheck, says: t('The provider took it.') },
  delivered: { label: t('Delivered'), tone: 'good', icon: CircleCheck, says: t('Delivery is confirmed.') },
  bounced: {
    label: t('Bounced'),
    tone: 'bad',
    icon: CornerUpLeft,
    says: t('It came back after it was accepted.'),
  },
  refused: { label: t('Refused'), tone: 'bad', icon: CircleX, says: t('The provider said no, for good.') },
  failed: {
    label: t('Failed'),
    tone: 'bad',
    icon: CircleX,
    says: t('It could not be sent and was never handed over.'),
  },
  unknown: {
    label: t('Unknown'),
    tone: 'warn',
    icon: HelpCircle,
    says: t('It may have been sent; never retried blindly.'),
  },
  abandoned_unknown: {
    label: t('Never learnt'),
    tone: 'warn',
    icon: HelpCircle,
    says: t('It may have been sent; no news came.'),
  },
  skipped: { label: t('Skipped'), tone: 'quiet', icon: Ban, says: t('Rapport decided not to send it.') },
  cancelled: { label: t('Cancelled'), tone: 'quiet', icon: Ban, says: t('Called off before the hand-over.') },
  expired: {
    label: t('Expired'),
    tone: 'quiet',
    icon: Clock,
    says: t('Too late to be of use, so it was not sent.'),
  },
};

const reasons: Record<string, string> = {
  no_address: t('The person has no email address'),
  erased: t('The person was erased'),
  missing_variable: t('A variable of the template had no value'),
  render: t('The template could not be rendered'),
  invalid_address: t('The address is not usable'),
  too_large: t('The message is too large'),
  no_provider: t('No way to send on this channel'),
  recipient: t('The provider refused the recipient'),
  content: t('The provider refused the content'),
  policy: t('Against the policy of the provider'),
  config: t('The provider is not set up correctly'),
  hard_bounce: t('Hard bounce: the address does not exist'),
  soft_bounce: t('Soft bounce: the mailbox could not take it'),
  run_exited: t('The person left the journey'),
  journey_archived: t('The journey was archived'),
  merged_duplicate: t('Two profiles became one; the other got it'),
  expired: t('Its time ran out'),
};

export function sayReason(reason: string): string {
  return reasons[reason] ?? reason;
}
