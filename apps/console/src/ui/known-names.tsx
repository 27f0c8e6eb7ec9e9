import { useInfiniteQuery } from '@tanstack/react-query';
import { queries } from '../api/queries';
import { t } from '../intl/text';
import { nameOf } from '../people/name-of';
import { JourneyLink, PersonLink, SourceLink, TemplateLink } from './links';
import { rowsOf } from './rows';

const whileFresh = { staleTime: 30_000 };

/** Ids as people know them: one list request names every row of a page; what is not in it is named by what it is. */
export function JourneyName({ id }: { id: string }) {
  const journeys = useInfiniteQuery({ ...queries.journeys({ includeArchived: true }), ...whileFresh });
  const name = rowsOf(journeys.data).find((one) => one.id === id)?.name;
  return <JourneyLink id={id}>{name ?? t('Journey')}</JourneyLink>;
}

export function TemplateName({ id }: { id: string }) {
  const templates = useInfiniteQuery({ ...queries.templates({ includeArchived: true }), ...whileFresh });
  const name = rowsOf(templates.data).find((one) => one.id === id)?.name;
  return <TemplateLink id={id}>{name ?? t('Template')}</TemplateLink>;
}

export function SourceName({ id }: { id: string }) {
  const sources = useInfiniteQuery({ ...queries.sources(), ...whileFresh });
  const name = rowsOf(sources.data).find((one) => one.id === id)?.name;
  return <SourceLink id={id}>{name ?? t('Source')}</SourceLink>;
}

export function PersonName({ id }: { id: string }) {
  const people = useInfiniteQuery({ ...queries.profiles({ sort: '-lastSeenAt' }), ...whileFresh });
  const person = rowsOf(people.data).find((one) => one.id === id);
  return <PersonLink person={id}>{person ? nameOf(person) : t('Open the person')}</PersonLink>;
}
