import { Link } from '@tanstack/react-router';
import { t } from '../intl/text';
import { TabLinks, tabLinkClass } from '../ui/tab-links';

export function SchemaTabs() {
  return (
    <TabLinks label={t('Schema')}>
      <Link to="/schema" activeOptions={{ exact: true, includeSearch: false }} className={tabLinkClass}>
        {t('Events')}
      </Link>
      <Link to="/schema/traits" activeOptions={{ includeSearch: false }} className={tabLinkClass}>
        {t('Traits')}
      </Link>
    </TabLinks>
  );
}
