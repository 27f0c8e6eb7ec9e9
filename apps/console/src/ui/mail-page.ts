import { currentWorkspaceId } from '../api/credentials';
import { queryString } from '../api/request';

/** Address of a captured message as a page of its own. A frame sends no headers, so the workspace stands in the query. */
export function mailPage(mailboxItemId: string): string {
  return `/api/v1/mailbox/${mailboxItemId}/html${queryString({ workspace: currentWorkspaceId() })}`;
}
