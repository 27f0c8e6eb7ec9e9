import { QueryClient } from '@tanstack/react-query';
import { setCredentials } from '../api/credentials';
import { ApiError } from '../api/problem';
import { listenForSignedOut } from '../api/request';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2000,
      /** An answer is an answer; only silence and overload are worth another try. */
      retry: (count, error) => count < 2 && (!(error instanceof ApiError) || error.body.status === 503),
    },
  },
});

listenForSignedOut(() => {
  setCredentials(null);
  queryClient.setQueryData(['session'], null);
});
