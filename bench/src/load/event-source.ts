import { seeded } from '../harness/statistics.js';

export interface LoadEvent {
  type: 'track' | 'identify';
  messageId: string;
  userId: string;
  event?: string;
  properties?: Record<string, unknown>;
  traits?: Record<string, unknown>;
  context: Record<string, unknown>;
  timestamp: string;
}

const start = Date.UTC(2026, 0, 1);
const plans = ['free', 'team', 'pro', 'enterprise'];
const context = {
  library: { name: '@segment/analytics-node', version: '3.1.0' },
  ip: '203.0.113.42',
  locale: 'en-GB',
  timezone: 'Europe/Berlin',
  userAgent:
    'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
  page: {
    path: '/shop/checkout',
    referrer: 'https://shop.example.test/cart',
    url: 'https://shop.example.test/shop/checkout',
  },
};

/**
 * Deterministic events, about 718 bytes of JSON each: uniform people, `identifyShare` of them identify calls. Timestamps
 * ascend, so that the last identify of a person is the one that counts.
 */
export class EventSource {
  private readonly random: () => number;

  constructor(
    private readonly options: {
      run: string;
      seed: number;
      people: number;
      identifyShare: number;
      eventName?: string;
    },
  ) {
    this.random = seeded(options.seed);
  }

  event(index: number): LoadEvent {
    const { run, people, identifyShare, eventName = 'Product Viewed' } = this.options;
    const userId = `${run}-user-${Math.floor(this.random() * people)}`;
    const common = {
      messageId: `${run}-${index}`,
      userId,
      context,
      timestamp: new Date(start + index).toISOString(),
    };
    if (this.random() < identifyShare) {
      const plan = plans[Math.floor(this.random() * plans.length)];
      return {
        type: 'identify',
        ...common,
        traits: { email: `${userId}@bench.test`, plan, logins: index, firstName: 'Grace' },
      };
    }
    const properties = {
      sku: `sku-${index % 1000}`,
      price: (index % 9_999) / 100,
      currency: 'EUR',
      category: 'garden',
      quantity: 2,
    };
    return { type: 'track', event: eventName, ...common, properties };
  }
}
