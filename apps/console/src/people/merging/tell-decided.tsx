import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { t } from '../../intl/text';

const shownMs = 15_000;

/** Says that it was done, with what one may want next. */
export function tellDecided(message: string, actions: { label: string; onClick: () => void }[]): void {
  const id = `decided-${message}`;
  notifications.hide(id);
  notifications.show({
    id,
    color: 'iris',
    autoClose: shownMs,
    closeButtonProps: { 'aria-label': t('Close') },
    message: (
      <>
        <Text size="sm">{message}</Text>
        <Group gap="xs" mt={6}>
          {actions.map(({ label, onClick }) => (
            <Button
              key={label}
              size="compact-sm"
              variant="default"
              onClick={() => {
                notifications.hide(id);
                onClick();
              }}
            >
              {label}
            </Button>
          ))}
        </Group>
      </>
    ),
  });
}
