import { Button } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { ArrowRight, MailPlus } from 'lucide-react';
import { listKey, queries } from '../api/queries';
import { t } from '../intl/text';
import { useSigned } from '../session/session-context';
import { tellFault } from '../ui/notices';
import { rowsOf } from '../ui/rows';
import classes from './first-message.module.css';
import { createWelcome } from './create-welcome';

/** The shortest way to a message: one button writes the template and the journey, prefilled; publishing stays with the person. */
export function FirstMessage({ sent }: { sent: boolean }) {
  const { member, workspace } = useSigned();
  const client = useQueryClient();
  const navigate = useNavigate();
  const journeys = useInfiniteQuery(queries.journeys());
  const create = useMutation({
    mutationFn: () => createWelcome(workspace, member),
    onSuccess: async (journeyId) => {
      await client.invalidateQueries({ queryKey: listKey('/templates') });
      await client.invalidateQueries({ queryKey: listKey('/journeys') });
      await navigate({ to: '/journeys/$journeyId', params: { journeyId } });
    },
    onError: tellFault,
  });
  const existing = rowsOf(journeys.data)[0];
  if (sent || !journeys.data) return null;
  return (
    <section className={classes.card} aria-label={t('Create your first message')}>
      <span className={classes.icon}>
        <MailPlus size={22} aria-hidden />
      </span>
      <div className={classes.words}>
        <h2 className={classes.title}>{t('Create your first message')}</h2>
        <p className={classes.text}>
          {existing
            ? t('“{name}” is ready. Publish it, send a test event, and read the email in the mailbox.', {
                name: existing.name,
              })
            : t(
                'Recipe “Welcome”: when somebody signs up, they get a personal email. Template and journey come prefilled; you publish.',
              )}
        </p>
      </div>
      {existing ? (
        <Button
          renderRoot={(props) => (
            <Link {...props} to="/journeys/$journeyId" params={{ journeyId: existing.id }} />
          )}
          rightSection={<ArrowRight size={16} aria-hidden />}
        >
          {t('Open the journey')}
        </Button>
      ) : (
        <Button
          loading={create.isPending}
          onClick={() => create.mutate()}
          rightSection={<ArrowRight size={16} aria-hidden />}
        >
          {t('Use this recipe')}
        </Button>
      )}
    </section>
  );
}
