import { notifications } from '@mantine/notifications';
import { sayProblem } from '../api/problem';
import { t } from '../intl/text';

const closeButtonProps = { 'aria-label': t('Close') };

export function tellDone(message: string): void {
  notifications.show({ message, color: 'iris', autoClose: 4000, closeButtonProps });
}

/** For actions without a form to show the fault in. */
export function tellFault(error: unknown): void {
  notifications.show({
    title: t('That did not work'),
    message: sayProblem(error),
    color: 'red.8',
    autoClose: 10_000,
    closeButtonProps,
  });
}
