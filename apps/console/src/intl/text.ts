import { createIntl, createIntlCache, type MessageDescriptor } from 'react-intl';

const intl = createIntl({ locale: 'en', defaultLocale: 'en', messages: {} }, createIntlCache());

type Values = Record<string, string | number>;

/**
 * Every sentence on the screen passes here. The English sentence (ICU message syntax) is its own id, so a translation is
 * one file from sentence to sentence; English needs none.
 */
export function t(sentence: string, values?: Values): string {
  const descriptor: MessageDescriptor = { id: sentence, defaultMessage: sentence };
  return intl.formatMessage(descriptor, values);
}

export function formatNumber(value: number): string {
  return intl.formatNumber(value);
}
