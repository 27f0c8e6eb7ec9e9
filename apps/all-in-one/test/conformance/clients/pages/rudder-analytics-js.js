// Inside a page beside the SDK's own file: makes the calls it is told to. This SDK reports nothing that it gives up.
const { rudderanalytics, revive, settings } = globalThis;
const analytics = new rudderanalytics.RudderAnalytics();
analytics.load(settings.writeKey, settings.dataPlaneUrl, settings.options);

globalThis.tell = (call) => {
  const { n, type, userId, groupId, event, name, category, properties, traits } = revive(call);
  const options = { context: { told: n } };
  if (type === 'track') analytics.track(event, properties, options);
  else if (type === 'identify') analytics.identify(userId, traits, options);
  else if (type === 'group') analytics.group(groupId, traits, options);
  else if (type === 'alias') analytics.alias(userId, undefined, options);
  else analytics.page(category, name, properties, options);
};
globalThis.finish = () => [];
