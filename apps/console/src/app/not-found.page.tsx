import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { t } from '../intl/text';
import { Page } from '../ui/page';
import { Panel } from '../ui/panel';
import { Empty } from '../ui/states';

export function NotFoundPage() {
  return (
    <Page title={t('Page not found')} width="narrow">
      <Panel>
        <Empty
          icon={Compass}
          title={t('There is nothing at this address')}
          action={
            <Button component={Link} to="/">
              {t('Go to Home')}
            </Button>
          }
        >
          {t('The link may be old, or the thing may belong to another workspace.')}
        </Empty>
      </Panel>
    </Page>
  );
}
