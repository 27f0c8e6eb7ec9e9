import type { EmailContent } from '@rapport/contracts';
import { relationsReadBy } from './relations-read.js';

function read(html: string, more: Partial<EmailContent> = {}): [boolean, string[] | 'all'] {
  const from = { address: 'hi@acme.test' };
  const { groups, objectTypes } = relationsReadBy({
    subject: 'Hi',
    from,
    body: { kind: 'html', html },
    ...more,
  });
  return [groups, objectTypes === 'all' ? 'all' : [...objectTypes]];
}

describe('what a content reads of groups and objects', () => {
  it.each<[string, [boolean, string[] | 'all']]>([
    ['{{ profile.traits.plan }}', [false, []]],
    ['<p>groups and objects of art</p>', [false, []]],
    ['{{ profile.groups[0].traits.plan }}', [true, []]],
    ['{% for group in profile.groups %}x{% endfor %}', [true, []]],
    ['{% for o in profile.objects.order %}{{ o.total }}{% endfor %}', [false, ['order']]],
    ['{{ profile.objects["support-ticket"].size }}', [false, ['support-ticket']]],
    ["{{ profile['objects']['order'].size }}", [false, 'all']],
    [
      '{{ profile.objects.order.size }}{%- if profile.objects.support-ticket -%}x{% endif %}',
      [false, ['order', 'support-ticket']],
    ],
    ['{{ profile.objects[data.type].size }}', [false, 'all']],
    ['{% assign all = profile.objects %}{{ all.order.size }}', [false, 'all']],
    ['{% liquid\n assign orders = profile.objects.order\n echo profile.groups.size %}', [true, ['order']]],
  ])('%s', (html, expected) => {
    expect(read(html)).toEqual(expected);
  });

  it('looks at every text of it', () => {
    const subject = '{{ profile.objects.order[0].status }}';
    const headers = { 'X-Plan': '{{ profile.groups.first.traits.plan }}' };
    expect(read('', { subject, headers, text: '{{ profile.objects.ticket.size }}' })).toEqual([
      true,
      ['order', 'ticket'],
    ]);
  });
});
