import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Gate } from '../session/gate';
import { Loading } from '../ui/states';
import { NotFoundPage } from './not-found.page';
import {
  eventSearch,
  journeySearch,
  mailboxSearch,
  messageSearch,
  peopleSearch,
  runSearch,
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
    component: lazyRouteComponent(() => import('../people/person.page'), 'PersonPage'),
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
