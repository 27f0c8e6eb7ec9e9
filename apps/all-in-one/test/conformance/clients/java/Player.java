import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.ToNumberPolicy;
import com.segment.analytics.Analytics;
import com.segment.analytics.Callback;
import com.segment.analytics.messages.AliasMessage;
import com.segment.analytics.messages.GroupMessage;
import com.segment.analytics.messages.IdentifyMessage;
import com.segment.analytics.messages.Message;
import com.segment.analytics.messages.MessageBuilder;
import com.segment.analytics.messages.PageMessage;
import com.segment.analytics.messages.ScreenMessage;
import com.segment.analytics.messages.TrackMessage;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;

/** Reads one call per line from standard input and lets analytics-java make it; prints what it gave up at the end. */
public final class Player {
  private static final Gson GSON =
      new GsonBuilder().setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE).create();

  public static void main(String[] arguments) throws Exception {
    shortenBackoff();
    Phaser open = new Phaser(1);
    List<String> failed = Collections.synchronizedList(new ArrayList<>());
    Callback outcomes =
        new Callback() {
          @Override
          public void success(Message message) {
            open.arriveAndDeregister();
          }

          @Override
          public void failure(Message message, Throwable fault) {
            failed.add(String.valueOf(fault));
            open.arriveAndDeregister();
          }
        };
    Analytics analytics =
        Analytics.builder(System.getenv("WRITE_KEY"))
            .endpoint(System.getenv("HOST"))
            .flushQueueSize(5)
            .flushInterval(1, TimeUnit.SECONDS)
            .retries(20)
            .callback(outcomes)
            .build();
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      open.register();
      analytics.enqueue(message(GSON.fromJson(line, Map.class)));
    }
    analytics.flush();
    open.arriveAndAwaitAdvance();
    System.out.println(GSON.toJson(Map.of("failed", failed)));
    System.exit(0);
  }

  /** Its pauses begin at 15 seconds and no setting changes that: an hour of suite for nothing that a server could see. */
  private static void shortenBackoff() throws Exception {
    Field backo = Class.forName("com.segment.analytics.internal.AnalyticsClient$BatchUploadTask").getDeclaredField("BACKO");
    backo.setAccessible(true);
    Object policy = backo.get(null);
    Field base = policy.getClass().getDeclaredField("base");
    base.setAccessible(true);
    base.setLong(policy, 100);
  }

  @SuppressWarnings("unchecked")
  private static MessageBuilder<?, ?> message(Map<String, Object> told) {
    Map<String, Object> properties = (Map<String, Object>) revive(told.get("properties"));
    Map<String, Object> traits = (Map<String, Object>) revive(told.get("traits"));
    MessageBuilder<?, ?> builder;
    switch ((String) told.get("type")) {
      case "identify":
        builder = IdentifyMessage.builder().traits(traits);
        break;
      case "group":
        builder = GroupMessage.builder((String) told.get("groupId")).traits(traits);
        break;
      case "alias":
        builder = AliasMessage.builder((String) told.get("previousId"));
        break;
      case "page":
        builder = PageMessage.builder((String) told.get("name")).properties(properties);
        break;
      case "screen":
        builder = ScreenMessage.builder((String) told.get("name")).properties(properties);
        break;
      default:
        builder = TrackMessage.builder((String) told.get("event")).properties(properties);
    }
    if (told.containsKey("userId")) builder.userId((String) told.get("userId"));
    if (told.containsKey("anonymousId")) builder.anonymousId((String) told.get("anonymousId"));
    if (told.containsKey("timestamp")) builder.timestamp(date((String) told.get("timestamp")));
    builder.context(Map.of("told", told.get("n")));
    return builder;
  }

  /** A native date is written {"$date": "…"}. */
  private static Object revive(Object value) {
    if (value instanceof List) {
      List<Object> list = new ArrayList<>();
      for (Object one : (List<?>) value) list.add(revive(one));
      return list;
    }
    if (!(value instanceof Map)) return value;
    Map<?, ?> given = (Map<?, ?>) value;
    if (given.get("$date") instanceof String) return date((String) given.get("$date"));
    Map<String, Object> object = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : given.entrySet()) object.put((String) entry.getKey(), revive(entry.getValue()));
    return object;
  }

  private static Date date(String text) {
    return Date.from(Instant.parse(text));
  }
}
