import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Gate } from '../session/gate';
import { Loading } from '../ui/states';
import { NotFoundPage } from './not-found.page';
import {
  eventSearch,
  groupSearch,
  journeySearch,
  letterSearch,
  mailboxSearch,
  messageSearch,
  objectSearch,
  peopleSearch,
  personSearch,
  planSearch,
  runSearch,
  schemaSearch,
  seenEventSearch,
  templateSearch,
} from './search-params';

const rootRoute = createRootRoute({ component: Gate, notFoundComponent: NotFoundPage });
const at = <Path extends string>(path: Path) => ({ getParentRoute: () => rootRoute, path });

const routes = [
  createRoute({ ...at('/'), component: lazyRouteComponent(() => import('../home/home.page'), 'HomePage') }),
  createRoute({
    ...at('/journeys'),
    validateSearch: journeySearch,
    component: lazyRouteComponent(() => import('../journeys/journeys.page'), 'JourneysPage'),
  }),
  createRoute({
    ...at('/journeys/$journeyId'),
    component: lazyRouteComponent(() => import('../journeys/journey.page'), 'JourneyPage'),
  }),
  createRoute({
    ...at('/journeys/$journeyId/runs'),
    validateSearch: runSearch,
    component: lazyRouteComponent(() => import('../journeys/runs.page'), 'RunsPage'),
  }),
  createRoute({
    ...at('/runs/$runId'),
    component: lazyRouteComponent(() => import('../journeys/run.page'), 'RunPage'),
  }),
  createRoute({
    ...at('/templates'),
    validateSearch: templateSearch,
    component: lazyRouteComponent(() => import('../templates/templates.page'), 'TemplatesPage'),
  }),
  createRoute({
    ...at('/templates/$templateId'),
    component: lazyRouteComponent(() => import('../templates/template.page'), 'TemplatePage'),
  }),
  createRoute({
    ...at('/people'),
    validateSearch: peopleSearch,
    component: lazyRouteComponent(() => import('../people/people.page'), 'PeoplePage'),
  }),
  createRoute({
    ...at('/people/$ref'),
    validateSearch: personSearch,
    component: lazyRouteComponent(() => import('../people/person.page'), 'PersonPage'),
  }),
  createRoute({
    ...at('/groups'),
    validateSearch: groupSearch,
    component: lazyRouteComponent(() => import('../groups/groups.page'), 'GroupsPage'),
  }),
  createRoute({
    ...at('/groups/$ref'),
    component: lazyRouteComponent(() => import('../groups/group.page'), 'GroupPage'),
  }),
  createRoute({
    ...at('/objects'),
    component: lazyRouteComponent(() => import('../objects/object-types.page'), 'ObjectTypesPage'),
  }),
  createRoute({
    ...at('/objects/$type'),
    validateSearch: objectSearch,
    component: lazyRouteComponent(() => import('../objects/objects.page'), 'ObjectsPage'),
  }),
  createRoute({
    ...at('/objects/$type/$key'),
    component: lazyRouteComponent(() => import('../objects/object.page'), 'ObjectPage'),
  }),
  createRoute({
    ...at('/sources'),
    component: lazyRouteComponent(() => import('../sources/sources.page'), 'SourcesPage'),
  }),
  createRoute({
    ...at('/sources/$sourceId'),
    component: lazyRouteComponent(() => import('../sources/source.page'), 'SourcePage'),
  }),
  createRoute({
    ...at('/events'),
    validateSearch: eventSearch,
    component: lazyRouteComponent(() => import('../events/live-events.page'), 'LiveEventsPage'),
  }),
  createRoute({
    ...at('/rejected'),
    validateSearch: letterSearch,
    component: lazyRouteComponent(() => import('../rejected/rejected.page'), 'RejectedPage'),
  }),
  createRoute({
    ...at('/schema'),
    validateSearch: schemaSearch,
    component: lazyRouteComponent(() => import('../schema/seen-events.page'), 'SeenEventsPage'),
  }),
  createRoute({
    ...at('/schema/traits'),
    validateSearch: schemaSearch,
    component: lazyRouteComponent(() => import('../schema/seen-traits.page'), 'SeenTraitsPage'),
  }),
  createRoute({
    ...at('/schema/events/$name'),
    validateSearch: seenEventSearch,
    component: lazyRouteComponent(() => import('../schema/seen-event.page'), 'SeenEventPage'),
  }),
  createRoute({
    ...at('/tracking-plans'),
    component: lazyRouteComponent(() => import('../plans/plans.page'), 'PlansPage'),
  }),
  createRoute({
    ...at('/tracking-plans/$planId'),
    validateSearch: planSearch,
    component: lazyRouteComponent(() => import('../plans/plan.page'), 'PlanPage'),
  }),
  createRoute({
    ...at('/transforms'),
    component: lazyRouteComponent(() => import('../transforms/transforms.page'), 'TransformsPage'),
  }),
  createRoute({
    ...at('/transforms/$transformId'),
    component: lazyRouteComponent(() => import('../transforms/transform.page'), 'TransformPage'),
  }),
  createRoute({
    ...at('/imports'),
    component: lazyRouteComponent(() => import('../imports/imports.page'), 'ImportsPage'),
  }),
  createRoute({
    ...at('/imports/$importId'),
    component: lazyRouteComponent(() => import('../imports/import.page'), 'ImportPage'),
  }),
  createRoute({
    ...at('/messages'),
    validateSearch: messageSearch,
    component: lazyRouteComponent(() => import('../messages/messages.page'), 'MessagesPage'),
  }),
  createRoute({
    ...at('/messages/$messageId'),
    component: lazyRouteComponent(() => import('../messages/message.page'), 'MessagePage'),
  }),
  createRoute({
    ...at('/mailbox'),
    validateSearch: mailboxSearch,
    component: lazyRouteComponent(() => import('../mailbox/mailbox.page'), 'MailboxPage'),
  }),
  createRoute({
    ...at('/settings'),
    component: lazyRouteComponent(() => import('../settings/workspace.page'), 'WorkspaceSettingsPage'),
  }),
  createRoute({
    ...at('/settings/api-keys'),
    component: lazyRouteComponent(() => import('../settings/api-keys.page'), 'ApiKeysPage'),
  }),
  createRoute({
    ...at('/settings/identity'),
    component: lazyRouteComponent(() => import('../identity/identity-policy.page'), 'IdentityPolicyPage'),
  }),
] as const;

export const router = createRouter({
  routeTree: rootRoute.addChildren(routes),
  defaultPendingComponent: Loading,
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
