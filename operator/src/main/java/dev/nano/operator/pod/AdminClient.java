package dev.nano.operator.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nano.operator.desired.Containment;
import dev.nano.operator.desired.DesiredApp;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Talks to the admin APIs of pods, as {@code docs/admin-api.yaml} describes them.
 *
 * <p>It is the JDK's client: it brings nothing along, its calls can be waited for on virtual threads and given up by
 * interrupting them, and each has a time limit of its own.
 */
public final class AdminClient implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration CONNECT = Duration.ofSeconds(2);
    /** For what never loads code. */
    private static final Duration SHORT = Duration.ofSeconds(5);
    /** On top of the app's own timeout, which bounds how long its code may take to load. */
    private static final Duration LOAD = Duration.ofSeconds(25);

    private static final Duration LONGEST_LOAD = Duration.ofSeconds(60);

    private final AdminToken token;
    private final BooleanSupplier mayAct;
    private final HttpClient http;
    private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();

    /** Whose calls are always welcome. */
    public AdminClient(AdminToken token, @Nullable RuntimeTrust trust) {
        this(token, trust, () -> true);
    }

    /**
     * @param trust whose certificates pods may have, or null for those that the JVM believes
     * @param mayAct asked before each request: none is made once another operator may lead
     */
    public AdminClient(AdminToken token, @Nullable RuntimeTrust trust, BooleanSupplier mayAct) {
        this.token = token;
        this.mayAct = mayAct;
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .executor(Executors.newVirtualThreadPerTaskExecutor());
        this.http = (trust == null ? client : client.sslContext(trust.context())).build();
    }

    AdminApi of(URI admin) {
        return call -> call(admin, call);
    }

    private AdminAnswer call(URI admin, AdminCall call) throws InterruptedException {
        try {
            return switch (call) {
                case AdminCall.Look _ -> look(admin);
                case AdminCall.Put(DesiredApp app) -> put(admin, app);
                case AdminCall.Remove(String hostname) -> remove(admin, hostname);
                case AdminCall.Lift(DesiredApp app) -> lift(admin, app.digest());
                case AdminCall.Retain(Map<String, String> digests, boolean _) -> retain(admin, digests);
            };
        } catch (HttpTimeoutException e) {
            return new AdminAnswer.Failed("no answer in time");
        } catch (IOException e) {
            return new AdminAnswer.Failed(reason(e));
        }
    }

    private AdminAnswer look(URI admin) throws IOException, InterruptedException {
        Object health = send(
                admin,
                "GET",
                "/admin/health",
                null,
                SHORT,
                (response, body) -> response.statusCode() == 200
                        ? AdminBodies.small(body).path("status").asText()
                        : failed(response));
        if (health instanceof AdminAnswer.Failed failed) {
            return failed;
        }
        boolean isReady = health.equals("ready");
        return send(
                admin,
                "GET",
                "/admin/apps",
                null,
                SHORT,
                (response, body) -> response.statusCode() == 200
                        ? new AdminAnswer.Apps(isReady, AdminBodies.apps(body))
                        : failed(response));
    }

    private AdminAnswer put(URI admin, DesiredApp app) throws IOException, InterruptedException {
        Duration load = app.timeout().plus(LOAD);
        Duration limit = load.compareTo(LONGEST_LOAD) < 0 ? load : LONGEST_LOAD;
        try {
            // Nothing in a hostname needs escapes in a path, the asterisk included.
            return send(
                    admin,
                    "PUT",
                    "/admin/apps/" + app.hostname(),
                    Declarations.of(app),
                    limit,
                    // It may be for this app alone: whether the pod is well, a look tells.
                    (response, body) -> response.statusCode() == HttpURLConnection.HTTP_INTERNAL_ERROR
                            ? new AdminAnswer.Refused(new Problem(
                                    Problem.NO_ANSWER,
                                    "cannot take it: " + failed(response).message()))
                            : put(app, response, body));
        } catch (HttpConnectTimeoutException e) {
            throw e;
        } catch (HttpTimeoutException e) {
            return new AdminAnswer.Refused(new Problem(
                    Problem.NO_ANSWER,
                    "has not loaded it within " + limit.toSeconds() + " s: the code takes too long, or the pod hangs"));
        }
    }

    private static AdminAnswer put(DesiredApp app, HttpResponse<?> response, InputStream body) throws IOException {
        boolean isTaken = response.statusCode() / 100 == 2;
        if (isTaken
                && !(app.containment() instanceof Containment.Quarantined)
                && AdminBodies.small(body).path("result").asText().equals(Problem.QUARANTINED)) {
            return new AdminAnswer.Refused(
                    new Problem(Problem.QUARANTINED, "the pod remembers that a thread got stuck in it"));
        }
        return answer(response, body);
    }

    private AdminAnswer remove(URI admin, String hostname) throws IOException, InterruptedException {
        return delete(admin, "/admin/apps?hostname=" + hostname);
    }

    private AdminAnswer lift(URI admin, String digest) throws IOException, InterruptedException {
        return delete(admin, "/admin/quarantine?digest=" + digest);
    }

    /** What is gone already is as it should be. */
    private AdminAnswer delete(URI admin, String path) throws IOException, InterruptedException {
        return send(
                admin,
                "DELETE",
                path,
                null,
                SHORT,
                (response, body) -> response.statusCode() == HttpURLConnection.HTTP_NOT_FOUND
                        ? new AdminAnswer.Done()
                        : answer(response, body));
    }

    private AdminAnswer retain(URI admin, Map<String, String> digests) throws IOException, InterruptedException {
        ObjectNode set = JSON.createObjectNode();
        ArrayNode apps = set.putArray("apps");
        digests.forEach(
                (hostname, digest) -> apps.addObject().put("hostname", hostname).put("digest", digest));
        return send(admin, "PUT", "/admin/apps", JSON.writeValueAsBytes(set), LONGEST_LOAD, (response, body) -> {
            if (response.statusCode() != HttpURLConnection.HTTP_OK) {
                return failed(response);
            }
            return AdminBodies.isEmpty(body, "missing") ? new AdminAnswer.Done() : new AdminAnswer.Incomplete();
        });
    }

    /** Makes something of a response whose body is read in passing. */
    private interface Reader<T> {
        T read(HttpResponse<?> response, InputStream body) throws IOException;
    }

    /** @param timeout for the whole call, to the last byte of the body */
    private <T> T send(
            URI admin, String method, String path, byte @Nullable [] body, Duration timeout, Reader<T> reader)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(admin + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                .header("authorization", "Bearer " + token.value())
                .header("content-type", "application/json")
                .build();
        if (!mayAct.getAsBoolean()) {
            throw new IOException("another operator may lead");
        }
        // The client's own limit is for the head of an answer alone: a pod that stops in the middle, or sends a byte
        // now and
        // then, would be waited for for ever.
        Future<T> exchange = calls.submit(() -> {
            HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
            try (InputStream stream = response.body()) {
                return reader.read(response, stream);
            }
        });
        try {
            return exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("no whole answer in time");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException problem ? problem : new IOException(e.getCause());
        } finally {
            exchange.cancel(true);
        }
    }

    private static AdminAnswer answer(HttpResponse<?> response, InputStream body) throws IOException {
        return switch (response.statusCode()) {
            case 200, 201 -> new AdminAnswer.Done();
            case 202 -> new AdminAnswer.Taken();
            // 507: there is no room for the code of this app.
            case 400, 409, 413, 422, 507 -> {
                JsonNode error = AdminBodies.small(body).path("error");
                yield new AdminAnswer.Refused(new Problem(
                        error.path("code").asText(), error.path("message").asText()));
            }
            default -> failed(response);
        };
    }

    private static AdminAnswer.Failed failed(HttpResponse<?> response) {
        int status = response.statusCode();
        Long retryAfter = response.headers()
                .firstValue("retry-after")
                .filter(text -> text.matches("[0-9]{1,4}"))
                .map(text -> Long.parseLong(text) * 1000)
                .orElse(null);
        String message = switch (status) {
            case 401 -> "the admin token is not accepted (401)";
            case 403 -> "the admin API is off (403)";
            default ->
                "status " + status
                        + response.headers()
                                .firstValue("nano-error")
                                .map(code -> " (" + code + ")")
                                .orElse("");
        };
        return new AdminAnswer.Failed(message, retryAfter);
    }

    /** The first message of the causes that says something. */
    private static String reason(Throwable problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
                return cause.getMessage();
            }
        }
        return problem instanceof ConnectException
                ? "connection refused"
                : problem.getClass().getSimpleName();
    }

    @Override
    public void close() {
        calls.shutdownNow();
        http.shutdownNow();
    }
}
