package dev.nano.operator.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nano.operator.desired.DesiredApp;
import java.io.IOException;
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
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
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
                case AdminCall.Retain(Map<String, String> digests, boolean _) -> retain(admin, digests);
            };
        } catch (HttpTimeoutException e) {
            return new AdminAnswer.Failed("no answer in time");
        } catch (IOException e) {
            return new AdminAnswer.Failed(reason(e));
        }
    }

    private AdminAnswer look(URI admin) throws IOException, InterruptedException {
        HttpResponse<String> health = send(admin, "GET", "/admin/health", null, SHORT);
        if (health.statusCode() != 200) {
            return failed(health);
        }
        HttpResponse<String> apps = send(admin, "GET", "/admin/apps", null, SHORT);
        if (apps.statusCode() != 200) {
            return failed(apps);
        }
        Map<String, Served> served = new HashMap<>();
        for (JsonNode app : JSON.readTree(apps.body()).path("apps")) {
            JsonNode error = app.path("error");
            String state = app.path("state").asText();
            served.put(
                    app.path("hostname").asText(),
                    new Served(
                            app.path("name").asText(),
                            app.path("digest").asText(),
                            app.path("source").asText().equals("admin"),
                            state.equals("loading"),
                            error.isObject()
                                    ? new Problem(
                                            state.equals(Problem.QUARANTINED)
                                                    ? Problem.QUARANTINED
                                                    : Problem.LOAD_FAILED,
                                            error.path("message").asText())
                                    : null));
        }
        boolean isReady = JSON.readTree(health.body()).path("status").asText().equals("ready");
        return new AdminAnswer.Apps(isReady, served);
    }

    private AdminAnswer put(URI admin, DesiredApp app) throws IOException, InterruptedException {
        Duration load = app.timeout().plus(LOAD);
        Duration limit = load.compareTo(LONGEST_LOAD) < 0 ? load : LONGEST_LOAD;
        try {
            // Nothing in a hostname needs escapes in a path, the asterisk included.
            HttpResponse<String> response =
                    send(admin, "PUT", "/admin/apps/" + app.hostname(), Declarations.of(app), limit);
            if (response.statusCode() == HttpURLConnection.HTTP_INTERNAL_ERROR) {
                // It may be for this app alone: whether the pod is well, a look tells.
                return new AdminAnswer.Refused(new Problem(
                        Problem.NO_ANSWER, "cannot take it: " + failed(response).message()));
            }
            return answer(response);
        } catch (HttpConnectTimeoutException e) {
            throw e;
        } catch (HttpTimeoutException e) {
            return new AdminAnswer.Refused(new Problem(
                    Problem.NO_ANSWER,
                    "has not loaded it within " + limit.toSeconds() + " s: the code takes too long, or the pod hangs"));
        }
    }

    private AdminAnswer remove(URI admin, String hostname) throws IOException, InterruptedException {
        HttpResponse<String> response = send(admin, "DELETE", "/admin/apps?hostname=" + hostname, null, SHORT);
        return response.statusCode() == 404 ? new AdminAnswer.Done() : answer(response);
    }

    private AdminAnswer retain(URI admin, Map<String, String> digests) throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode();
        ArrayNode apps = body.putArray("apps");
        digests.forEach(
                (hostname, digest) -> apps.addObject().put("hostname", hostname).put("digest", digest));
        HttpResponse<String> response = send(admin, "PUT", "/admin/apps", JSON.writeValueAsBytes(body), LONGEST_LOAD);
        if (response.statusCode() != 200) {
            return failed(response);
        }
        JsonNode missing = JSON.readTree(response.body()).path("missing");
        return missing.isEmpty() ? new AdminAnswer.Done() : new AdminAnswer.Incomplete();
    }

    private HttpResponse<String> send(URI admin, String method, String path, byte @Nullable [] body, Duration timeout)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(admin + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                .header("authorization", "Bearer " + token.value())
                .header("content-type", "application/json")
                .build();
        if (!mayAct.getAsBoolean()) {
            throw new IOException("another operator may lead");
        }
        // The client's own limit is for the head of an answer alone: a pod that stops in the middle would be waited for
        // for ever.
        CompletableFuture<HttpResponse<String>> exchange = http.sendAsync(request, BodyHandlers.ofString());
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

    private static AdminAnswer answer(HttpResponse<String> response) throws IOException {
        return switch (response.statusCode()) {
            case 200, 201 -> new AdminAnswer.Done();
            case 202 -> new AdminAnswer.Taken();
            case 400, 409, 413, 422 -> {
                JsonNode error = JSON.readTree(response.body()).path("error");
                yield new AdminAnswer.Refused(new Problem(
                        error.path("code").asText(), error.path("message").asText()));
            }
            default -> failed(response);
        };
    }

    private static AdminAnswer.Failed failed(HttpResponse<String> response) {
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
        http.shutdownNow();
    }
}
