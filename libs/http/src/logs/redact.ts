/** What must not stand in a log whatever the field is called, told by its shape. */
const shapes: readonly RegExp[] = [
  /\bsk_[A-Za-z0-9]+_[A-Za-z0-9_-]+/g,
  /\bwk_[A-Za-z0-9]{8,}/g,
  /\b(?:Bearer|Basic)\s+\S+/gi,
  /[^\s@"'<>]+@[^\s@"'<>]+\.[A-Za-z]{2,}/g,
  /(?<![\w.:-])\+?\d[\d ()/-]{7,}\d(?![\w:-])/g,
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]+:[^\s@]+@/gi,
];

const longestText = 300;

/** `text` without credentials, email addresses, phone numbers and passwords in URLs; cut to 300 characters. */
export function redacted(text: string): string {
  let safe = text.slice(0, longestText);
  for (const shape of shapes) safe = safe.replace(shape, '[redacted]');
  return safe;
}
