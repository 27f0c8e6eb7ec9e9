// Inside a page beside the SDK's own file: makes the calls it is told to, and keeps what the SDK reports as lost.
const { AnalyticsNext, revive, settings } = globalThis;
const analytics = AnalyticsNext.AnalyticsBrowser.load(settings.load, settings.options);
const failed = [];
analytics.on('error', (fault) => failed.push(String(fault.reason)));

globalThis.tell = (call) => {
  const { n, type, userId, groupId, event, name, category, properties, traits } = revive(call);
  const options = { context: { told: n } };
  if (type === 'track') analytics.track(event, properties, options);
  else if (type === 'identify') analytics.identify(userId, traits, options);
  else if (type === 'group') analytics.group(groupId, traits, options);
  else if (type === 'alias') analytics.alias(userId, undefined, options);
  else analytics[type](category, name, properties, options);
};
globalThis.finish = () => failed;
