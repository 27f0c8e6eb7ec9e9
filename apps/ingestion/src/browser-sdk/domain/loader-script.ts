/**
 * The script that starts the browser SDK from this installation, without a build step in the page and without a CDN. It is
 * served as `/s.js`, and under the path from which Segment's own snippet loads, so that such a snippet only changes its host.
 *
 * It takes the write key from `data-write-key`, `?writeKey=` or the path, keeps calls that come before the SDK is there (in
 * the form in which Segment's snippet keeps them: the SDK itself takes them from the window, each with the page it was made
 * on), and tells the SDK to fetch settings and chunks, and to send events, where the script itself came from. `_cdn` and
 * `cdnURL` say so; the SDK would otherwise guess from the addresses of scripts, and only from https ones.
 *
 * @param sdkPath of the SDK's bundle, below the place where this script lies
 */
export function loaderScript(sdkPath: string): string {
  return loader.replace('__SDK_PATH__', sdkPath);
}

const loader = `(function () {
  'use strict';
  var script = document.currentScript;
  if (!script) return;
  var address = new URL(script.src);
  var place = /^(.*?)\\/(?:s\\.js|analytics\\.js\\/v1\\/([^/]+)\\/.*)$/.exec(address.pathname) || [];
  var base = address.origin + (place[1] || '');
  var name = script.getAttribute('data-global-segment-analytics-key') || 'analytics';
  var analytics = (window[name] = window[name] || []);
  if (!Array.isArray(analytics) || analytics._rapport) return;
  analytics._rapport = true;
  var key =
    script.getAttribute('data-write-key') || address.searchParams.get('writeKey') || place[2] || analytics._writeKey;
  if (!key) {
    console.error('[rapport] no write key: <script src="' + base + '/s.js" data-write-key="wk_…"></script>');
    return;
  }

  var events = ['track', 'screen', 'alias', 'group', 'page', 'identify'];
  var others =
    'trackSubmit trackClick trackLink trackForm pageview reset ready debug once off on addSourceMiddleware setAnonymousId addDestinationMiddleware register deregister user'.split(' ');
  function pageNow() {
    var canonical = document.querySelector("link[rel='canonical']");
    return {
      __t: 'bpc',
      c: (canonical && canonical.getAttribute('href')) || undefined,
      p: location.pathname,
      u: location.href,
      s: location.search,
      t: document.title,
      r: document.referrer,
    };
  }
  if (!analytics.invoked) {
    analytics.invoked = true;
    events.concat(others).forEach(function (method) {
      analytics[method] = function () {
        var now = window[name];
        if (now !== analytics) return now[method].apply(now, arguments);
        var call = [method].concat(Array.prototype.slice.call(arguments));
        if (events.indexOf(method) >= 0) call.push(pageNow());
        analytics.push(call);
        return analytics;
      };
    });
    analytics.load = function () {
      return analytics;
    };
  }

  // Read by the SDK when its bundle runs; it looks at \`window.analytics\`, whatever the name is.
  analytics._cdn = base;
  var placeholder;
  if (!window.analytics) window.analytics = placeholder = { _cdn: base };

  var given = analytics._loadOptions || {};
  var integrations = given.integrations || {};
  var toUs = { apiHost: base.replace(/^https?:\\/\\//, '') + '/v1', protocol: address.protocol.slice(0, -1) };
  var options = Object.assign({}, given);
  if (integrations['Segment.io'] !== false) {
    options.integrations = Object.assign({}, integrations);
    options.integrations['Segment.io'] = Object.assign(toUs, integrations['Segment.io']);
  }
  if (name !== 'analytics') options.globalAnalyticsKey = name;

  function failed(why) {
    console.error('[rapport] the SDK did not start, calls are kept on this page only', why);
  }
  var sdk = document.createElement('script');
  sdk.async = true;
  sdk.src = base + '/__SDK_PATH__';
  if (script.nonce) sdk.nonce = script.nonce;
  sdk.onerror = failed;
  sdk.onload = function () {
    if (placeholder && window.analytics === placeholder) delete window.analytics;
    // A page with an AMD loader: the bundle was given to that loader.
    if (!window.AnalyticsNext) return failed('window.AnalyticsNext is missing');
    window.AnalyticsNext.AnalyticsBrowser.load({ writeKey: key, cdnURL: base }, options).then(function (loaded) {
      window[name] = loaded[0];
    }, failed);
  };
  (document.head || document.documentElement).appendChild(sdk);
})();
`;
