/** A question asked before anything that takes something away or reaches people. */
export interface Question {
  title: string;
  text: string;
  confirm: string;
  danger?: boolean;
  /** Words for staying with things as they are; "Cancel" when absent. */
  cancel?: string;
  onConfirm: () => void;
  onCancel?: () => void;
}

let current: Question | null = null;
const listeners = new Set<() => void>();

function set(question: Question | null): void {
  current = question;
  listeners.forEach((listener) => listener());
}

export function confirmFirst(question: Question): void {
  set(question);
}

export const questions = {
  current: (): Question | null => current,
  close: (): void => set(null),
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
