package dev.nano.operator.pod;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.ValidationReport;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.nano.operator.desired.Apps;
import dev.nano.operator.desired.DesiredApp;
import dev.nano.operator.desired.DesiredSet;
import dev.nano.operator.desired.Entry;
import dev.nano.operator.desired.FakeSources;
import dev.nano.operator.desired.Planner;
import dev.nano.operator.desired.Policy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Calls and answers as {@code docs/admin-api.yaml} has them: both are checked against it. */
class AdminClientTest {

    static {
        // They log whole documents.
        for (String name : new String[] {"io.swagger", "com.atlassian.oai", "com.networknt"}) {
            ((Logger) LoggerFactory.getLogger(name)).setLevel(Level.ERROR);
        }
    }

    private static final OpenApiInteractionValidator CONTRACT = OpenApiInteractionValidator.createFor(
                    Path.of("..", "docs", "admin-api.yaml").toString())
            .build();

    /** Status and body by method and path. */
    private final Map<String, Answer> answers = new HashMap<>();

    private final List<String> problems = new ArrayList<>();
    private HttpServer server;
    private AdminClient client;
    private AdminApi api;

    private record Answer(int status, String body) {}

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
        client = new AdminClient(AdminToken.of("token"), null);
        api = client.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
        assertThat(problems).isEmpty();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            String path = exchange.getRequestURI().getPath();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var request = new SimpleRequest.Builder(method, path)
                    .withAuthorization(exchange.getRequestHeaders().getFirst("authorization"))
                    .withContentType("application/json")
                    .withBody(body.isEmpty() ? null : body);
            String query = exchange.getRequestURI().getQuery();
            if (query != null) {
                request.withQueryParam(query.substring(0, query.indexOf('=')), query.substring(query.indexOf('=') + 1));
            }
            check(CONTRACT.validateRequest(request.build()));
            Answer answer = answers.get(method + " " + path);
            if (answer == null) {
                return;
            }
            check(CONTRACT.validateResponse(
                    path,
                    Request.Method.valueOf(method),
                    SimpleResponse.Builder.status(answer.status())
                            .withContentType("application/json")
                            .withBody(answer.body())
                            .build()));
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("content-type", "application/json");
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private void check(ValidationReport report) {
        if (report.hasErrors()) {
            problems.add(report.toString());
        }
    }

    private void answer(String call, int status, String body) {
        answers.put(call, new Answer(status, body));
    }

    private static String error(String code, String more) {
        return "{\"error\":{\"code\":\"%s\",\"message\":\"so it is\"%s,\"request_id\":\"1\"}}".formatted(code, more);
    }

    private static DesiredApp app() {
        DesiredSet set = new Planner(new FakeSources(), Policy.ALLOW_ALL, namespace -> Map.of(), Duration.ZERO)
                .next(List.of(Apps.app("a", 1, Apps.inline("*.a.example", "code"))), 0);
        return ((Entry.Serve) set.byHostname().get("*.a.example")).app();
    }

    @Test
    void anAppIsPut() throws Exception {
        answer("PUT /admin/apps/*.a.example", 200, """
            {"success":true,"changed":true,"hostname":"*.a.example","result":"added","digest":"%s"}\
            """.formatted(app().digest()));
        assertThat(api.call(new AdminCall.Put(app()))).isEqualTo(new AdminAnswer.Done());
    }

    @Test
    void anAppThatIsLoadedLaterIsTaken() throws Exception {
        answer("PUT /admin/apps/*.a.example", 202, """
            {"success":true,"changed":true,"hostname":"*.a.example","result":"loading","digest":"%s"}\
            """.formatted(app().digest()));
        assertThat(api.call(new AdminCall.Put(app()))).isEqualTo(new AdminAnswer.Taken());
    }

    @Test
    void codeThatDoesNotLoadIsRefused() throws Exception {
        answer(
                "PUT /admin/apps/*.a.example",
                422,
                error("load_failed", ",\"file\":\"index.js\",\"line\":1,\"column\":2"));
        assertThat(api.call(new AdminCall.Put(app())))
                .isEqualTo(new AdminAnswer.Refused(new Problem(Problem.LOAD_FAILED, "so it is")));
    }

    @Test
    void aTakenHostnameIsRefused() throws Exception {
        answer(
                "PUT /admin/apps/*.a.example",
                409,
                error("hostname_taken", ",\"owner\":{\"name\":\"x\",\"source\":\"config\"}"));
        assertThat(api.call(new AdminCall.Put(app())))
                .isEqualTo(new AdminAnswer.Refused(new Problem(Problem.HOSTNAME_TAKEN, "so it is")));
    }

    @Test
    void anAppIsRemovedAlsoWhenItIsGoneAlready() throws Exception {
        answer("DELETE /admin/apps", 200, "{\"success\":true,\"removed\":\"a.example\"}");
        assertThat(api.call(new AdminCall.Remove("a.example"))).isEqualTo(new AdminAnswer.Done());
        answer("DELETE /admin/apps", 404, error("not_found", ""));
        assertThat(api.call(new AdminCall.Remove("a.example"))).isEqualTo(new AdminAnswer.Done());
    }

    @Test
    void theSetIsNamedByDigests() throws Exception {
        String digest = app().digest();
        answer("PUT /admin/apps", 200, "{\"success\":true,\"changed\":false,\"results\":[],\"missing\":[]}");
        assertThat(api.call(new AdminCall.Retain(Map.of("a.example", digest), true)))
                .isEqualTo(new AdminAnswer.Done());
        answer(
                "PUT /admin/apps",
                200,
                "{\"success\":false,\"changed\":false,\"results\":[],\"missing\":[\"" + digest + "\"]}");
        assertThat(api.call(new AdminCall.Retain(Map.of("a.example", digest), true)))
                .isEqualTo(new AdminAnswer.Incomplete());
    }

    @Test
    void aLookTellsWhatIsServed() throws Exception {
        answer("GET /admin/health", 200, """
            {"status":"not_ready","reason":"waiting","version":"1","javascript":{"mode":"optimizing",
             "implementation":"x","version":"1"},"apps":{"total":4,"serving":2,"loading":1,"failed":0,"quarantined":0},
             "isolates":2,"stuck_threads":0,"uptime_s":1,"config_problems":[],"state_error":null}\
            """);
        answer(
                "GET /admin/apps",
                200,
                "{\"apps\":[%s,%s,%s,%s]}"
                        .formatted(
                                view("a.example", "admin", "null"),
                                view("l.example", "admin", "null").replace("\"serving\"", "\"loading\""),
                                view(
                                                "q.example",
                                                "admin",
                                                "{\"message\":\"stuck\",\"file\":null,\"line\":null,\"column\":null}")
                                        .replace("\"serving\"", "\"quarantined\""),
                                view(
                                        "b.example",
                                        "config",
                                        "{\"message\":\"no\",\"file\":null,\"line\":null,\"column\":null}")));

        assertThat(api.call(new AdminCall.Look()))
                .isEqualTo(new AdminAnswer.Apps(
                        false,
                        Map.of(
                                "a.example",
                                new Served("name", app().digest(), true, false, null),
                                "l.example",
                                new Served("name", app().digest(), true, true, null),
                                "q.example",
                                new Served(
                                        "name", app().digest(), true, false, new Problem(Problem.QUARANTINED, "stuck")),
                                "b.example",
                                new Served(
                                        "name",
                                        app().digest(),
                                        false,
                                        false,
                                        new Problem(Problem.LOAD_FAILED, "no")))));
    }

    private static String view(String hostname, String source, String error) {
        return """
            {"hostname":"%1$s","hostnames":["%1$s"],"name":"name","path":null,"source":"%2$s","state":"serving",
             "digest":"%3$s","timeout_ms":1,"memory_mb":1,"max_buffer_size_mb":1,"env":[],"requests":0,"errors":0,
             "pending":0,"isolates":0,"memory_bytes":0,"memory_percent":0.0,"error":%4$s}\
            """.formatted(hostname, source, app().digest(), error).replaceFirst("}$", requiredBesides() + "}");
    }

    /** What the contract requires of a view and this operator does not look at. */
    private static String requiredBesides() {
        try {
            JsonNode view = new YAMLMapper()
                    .readTree(Path.of("..", "docs", "admin-api.yaml").toFile())
                    .at("/components/schemas/App");
            var more = new StringBuilder();
            for (JsonNode name : view.path("required")) {
                if (!VIEW.contains(name.asText())) {
                    JsonNode type = view.path("properties").path(name.asText()).path("type");
                    String value = switch (type.asText()) {
                        case "integer", "number" -> "0";
                        case "array" -> "[]";
                        case "object" -> "{}";
                        case "boolean" -> "false";
                        default -> "null";
                    };
                    more.append(",\"").append(name.asText()).append("\":").append(value);
                }
            }
            return more.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final Set<String> VIEW = Set.of(
            "hostname",
            "hostnames",
            "name",
            "path",
            "source",
            "state",
            "digest",
            "timeout_ms",
            "memory_mb",
            "max_buffer_size_mb",
            "env",
            "requests",
            "errors",
            "pending",
            "isolates",
            "memory_bytes",
            "memory_percent",
            "error");

    @Test
    void aPodThatRemembersTheDigestHasNotTakenTheApp() throws Exception {
        instead(exchange -> {
            byte[] body = "{\"success\":true,\"result\":\"quarantined\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        });
        assertThat(api.call(new AdminCall.Put(app())))
                .isInstanceOfSatisfying(
                        AdminAnswer.Refused.class,
                        refused -> assertThat(refused.problem().code()).isEqualTo(Problem.QUARANTINED));
    }

    @Test
    void codeForWhichThereIsNoRoomIsThisAppsMatterAlone() throws Exception {
        instead(exchange -> {
            byte[] body = error("no_room", "").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(507, body.length);
            exchange.getResponseBody().write(body);
        });
        assertThat(api.call(new AdminCall.Put(app())))
                .isEqualTo(new AdminAnswer.Refused(new Problem("no_room", "so it is")));
    }

    @Test
    void aQuarantineIsLiftedAlsoWhereThereIsNone() throws Exception {
        var asked = new ArrayList<String>();
        instead(exchange -> {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            exchange.sendResponseHeaders(404, -1);
        });
        assertThat(api.call(new AdminCall.Lift(app()))).isEqualTo(new AdminAnswer.Done());
        assertThat(asked).containsExactly("DELETE /admin/quarantine?digest=" + app().digest());
    }

    @Test
    void aWrongTokenIsThePodsFailureAndNotTold() throws Exception {
        answer("GET /admin/health", 401, error("unauthorized", ""));
        assertThat(api.call(new AdminCall.Look()))
                .isEqualTo(new AdminAnswer.Failed("the admin token is not accepted (401)"));
    }

    @Test
    void whenNobodyListensThePodFails() throws Exception {
        server.stop(0);
        assertThat(api.call(new AdminCall.Look()))
                .isInstanceOfSatisfying(
                        AdminAnswer.Failed.class,
                        failed -> assertThat(failed.message()).isNotBlank());
    }

    @Test
    void anAppThatThePodCannotTakeIsNotYetThePodsFailure() throws Exception {
        answer("PUT /admin/apps/*.a.example", 500, error("internal", ""));
        assertThat(api.call(new AdminCall.Put(app())))
                .isEqualTo(new AdminAnswer.Refused(new Problem(Problem.NO_ANSWER, "cannot take it: status 500")));
    }

    @Test
    @Timeout(30)
    void aPodThatStopsInTheMiddleOfItsAnswerIsNotWaitedForForEver() throws Exception {
        server.removeContext("/");
        var stopped = new CountDownLatch(1);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            awaitUninterruptibly(stopped);
        });
        try {
            assertThat(api.call(new AdminCall.Look())).isEqualTo(new AdminAnswer.Failed("no answer in time"));
        } finally {
            stopped.countDown();
        }
    }

    /** Answers every call with what a test writes by itself. */
    private void instead(com.sun.net.httpserver.HttpHandler handler) {
        server.removeContext("/");
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                handler.handle(exchange);
            }
        });
    }

    /** Thirty megabytes of error of one app, which some release let into the admin API, and an ordinary one beside it. */
    @Test
    @Timeout(60)
    void aTextOfAnAppIsCutAndTheOthersAreRead() throws Exception {
        instead(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            var body = exchange.getResponseBody();
            if (exchange.getRequestURI().getPath().equals("/admin/health")) {
                body.write("{\"status\":\"ready\"}".getBytes(StandardCharsets.UTF_8));
                return;
            }
            String[] apps = "{\"apps\":[%s,%s]}"
                    .formatted(
                            view(
                                    "a.example",
                                    "admin",
                                    "{\"message\":\"SPLIT\",\"file\":null,\"line\":null,\"column\":null}"),
                            view("b.example", "admin", "null"))
                    .split("SPLIT");
            body.write(apps[0].getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 30; i++) {
                body.write("x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8));
            }
            body.write(apps[1].getBytes(StandardCharsets.UTF_8));
        });

        AdminAnswer.Apps answer = (AdminAnswer.Apps) api.call(new AdminCall.Look());

        assertThat(answer.apps()).containsOnlyKeys("a.example", "b.example");
        assertThat(answer.apps().get("a.example").problem().message())
                .hasSize(2_004)
                .endsWith("x ...");
        assertThat(answer.apps().get("b.example").problem()).isNull();
    }

    @Test
    @Timeout(120)
    void aBodyWithoutEndIsThePodsFailure() throws Exception {
        instead(exchange -> {
            exchange.sendResponseHeaders(exchange.getRequestMethod().equals("PUT") ? 422 : 200, 0);
            byte[] chunk = "[0],".repeat(1 << 14).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseBody().write("{\"missing\":[[0],".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 10_000; i++) {
                exchange.getResponseBody().write(chunk);
            }
        });
        assertThat(api.call(new AdminCall.Look())).isInstanceOf(AdminAnswer.Failed.class);
        assertThat(api.call(new AdminCall.Put(app()))).isInstanceOf(AdminAnswer.Failed.class);
    }

    @Test
    @Timeout(30)
    void oneThatSendsAByteNowAndThenIsGivenUp() throws Exception {
        instead(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try {
                while (true) {
                    exchange.getResponseBody().write(' ');
                    exchange.getResponseBody().flush();
                    Thread.sleep(50);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(api.call(new AdminCall.Look())).isEqualTo(new AdminAnswer.Failed("no answer in time"));
    }

    @Test
    void whatIsPackedIsNotUnpacked() throws Exception {
        instead(exchange -> {
            assertThat(exchange.getRequestHeaders().get("accept-encoding")).isNull();
            exchange.getResponseHeaders().set("content-encoding", "gzip");
            exchange.sendResponseHeaders(200, 0);
            try (var packed = new java.util.zip.GZIPOutputStream(exchange.getResponseBody())) {
                packed.write("{\"status\":\"ready\"}".getBytes(StandardCharsets.UTF_8));
            }
        });
        assertThat(api.call(new AdminCall.Look())).isInstanceOf(AdminAnswer.Failed.class);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aTokenThatNoHeaderCanHoldIsNotPrinted() throws Exception {
        try (var other = new AdminClient(AdminToken.of("se\ncret"), null)) {
            AdminAnswer answer = other.of(URI.create("http://127.0.0.1:1")).call(new AdminCall.Look());
            assertThat(answer).isInstanceOf(AdminAnswer.Failed.class);
            assertThat(answer.toString()).doesNotContain("cret");
        }
    }
}
