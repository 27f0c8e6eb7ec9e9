import { chooseLocale } from './choose-locale.js';

describe('choose locale', () => {
  const available = ['en', 'de', 'de-AT', 'zh-Hant', 'pt-BR'];

  it.each([
    ['de-AT', 'de-AT', 'the exact variant'],
    ['DE_at', 'de-AT', 'whatever the spelling'],
    ['de-CH', 'de', 'without the region'],
    ['zh-Hant-TW', 'zh-Hant', 'without the region, the script kept'],
    ['sr-Latn-RS', 'en', 'the default when nothing fits'],
    ['pt', 'en', 'never a region that the person does not have'],
    [null, 'en', 'the default for nobody in particular'],
  ])('for %s takes %s: %s', (wanted, expected, _why) => {
    expect(chooseLocale(available, wanted, 'en')).toBe(expected);
  });

  it('drops the script when only the language is there', () => {
    expect(chooseLocale(['zh', 'en'], 'zh-Hant-TW', 'en')).toBe('zh');
  });
});
