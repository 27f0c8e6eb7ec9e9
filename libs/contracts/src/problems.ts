/** What a draft still lacks (api.md 2.7). */
export interface Problem {
  severity: 'error' | 'warning';
  code: string;
  field: string;
  step?: string;
  message: string;
  count?: number;
}
