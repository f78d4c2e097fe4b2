package dev.nano.runtime.admin;

import dev.nano.runtime.app.Apps;
import dev.nano.runtime.exchange.Exchange;
import dev.nano.runtime.exchange.RequestHandler;
import dev.nano.runtime.log.Failures;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code /admin/*}, {@code /healthz}, {@code /readyz} and {@code /metrics}. Probes are answered on the event
 * loop; the rest gets a virtual thread each, because it may wait for a body, for code to load, or for a disk.
 */
public final class AdminHandler implements RequestHandler, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AdminHandler.class);

    private final AdminToken token;
    private final AdminToken metricsToken;
    private final UnauthorizedCalls unauthorized = new UnauthorizedCalls();
    private final Readiness readiness;
    private final @Nullable StateWriter state;
    private final Router probes;
    private final Router routes;

    public AdminHandler(AdminServices services) {
        this.token = services.token();
        this.metricsToken = services.metricsToken();
        this.readiness = services.readiness();
        this.state = services.state() == null ? null : new StateWriter(services.apps(), services.state());
        if (state != null) {
            services.metrics().unwrittenApps(state::unwrittenApps);
        }
        this.probes = new Router()
                .add("GET", "/healthz", call -> Answer.json(200, Map.of("status", "ok")))
                .add("GET", "/readyz", call -> readyz());
        this.routes = routes(services, state);
    }

    private static Router routes(AdminServices services, @Nullable StateWriter state) {
        Apps apps = services.apps();
        var pushed = new PushedApps(apps, state);
        @Nullable Path appsFolder = services.appsFolder();
        return new Router()
                .add("GET", "/metrics", new ShowMetrics(services.metrics(), services.token(), services.metricsToken()))
                .add("GET", "/admin/apps", new ListApps(apps))
                .add("POST", "/admin/apps", new AddApp(pushed, appsFolder))
                .add("PUT", "/admin/apps", new PutApps(pushed, appsFolder, services.readiness()))
                .add("DELETE", "/admin/apps", new RemoveApp(pushed))
                .add("GET", "/admin/apps/{hostname}", new ShowApp(apps))
                .add("PUT", "/admin/apps/{hostname}", new PutApp(pushed, appsFolder, services.readiness()))
                .add("GET", "/admin/quarantine", new ShowQuarantine(apps.quarantine()))
                .add("DELETE", "/admin/quarantine", new LiftQuarantine(apps))
                .add("POST", "/admin/reload", new ReloadConfig(services.config()))
                .add("GET", "/admin/health", new ShowHealth(services, state))
                .add("GET", "/admin/openapi.yaml", new ShowApiDescription());
    }

    private Answer readyz() throws AdminError {
        String obstacle = readiness.obstacle();
        if (obstacle != null) {
            throw new AdminError(503, "not_ready", obstacle);
        }
        return Answer.json(200, Map.of("status", "ready"));
    }

    @Override
    public void handle(Exchange exchange) {
        switch (exchange.path()) {
            case "/healthz", "/readyz" -> answer(exchange, probes);
            default -> Thread.ofVirtual().name("nano-admin").start(() -> answer(exchange, routes));
        }
    }

    private void answer(Exchange exchange, Router router) {
        Answer answer;
        try {
            authorize(exchange);
            checkStarted(exchange);
            answer = router.answer(exchange);
        } catch (AdminError e) {
            answer = e.answer(exchange.id());
        } catch (Throwable e) {
            Failures.tell(log, "admin_call_failed", e, "id", exchange.id(), "path", exchange.path());
            answer = new AdminError(
                            500, "internal", "the call failed in the runtime; its log has the id of this request")
                    .answer(exchange.id());
        }
        answer.send(exchange);
    }

    /** What comes from the config file and the state directory comes first, so that a change is never undone by it. */
    private void checkStarted(Exchange exchange) throws AdminError {
        boolean isRead = exchange.method().equals("GET") || exchange.method().equals("HEAD");
        if (readiness.isStarting() && !isRead) {
            throw new AdminError(503, "starting", "the runtime is still loading its first apps; try again")
                    .withHeader("retry-after", "1");
        }
    }

    private void authorize(Exchange exchange) throws AdminError {
        String path = exchange.path();
        String authorization = new Call(exchange, null).header("authorization");
        boolean isMetrics = path.equals("/metrics");
        boolean isAdmin = path.startsWith("/admin/") || path.equals("/admin");
        boolean canShowApps = token.isConfigured() || metricsToken.isConfigured();
        if (!isAdmin && !(isMetrics && authorization != null && canShowApps)) {
            return;
        }
        if (isAdmin && !token.isConfigured()) {
            throw new AdminError(
                    403, "forbidden", "the admin API is off; start the runtime with --admin-token-file FILE to use it");
        }
        if (!token.isIn(authorization) && !(isMetrics && metricsToken.isIn(authorization))) {
            if (unauthorized.add(exchange.clientAddress(), path)) {
                throw new AdminError(
                                429,
                                "too_many_attempts",
                                "too many calls with a wrong token (expected: at most "
                                        + UnauthorizedCalls.MOST_OF_CLIENT + " from one address and "
                                        + UnauthorizedCalls.MOST_OF_ALL + " in all within "
                                        + UnauthorizedCalls.INTERVAL.toSeconds()
                                        + " s); a correct token is still accepted")
                        .withHeader("retry-after", Long.toString(UnauthorizedCalls.INTERVAL.toSeconds()));
            }
            String expected =
                    isMetrics ? "Bearer and the token of --metrics-token-file or of the admin API" : "Bearer TOKEN";
            throw new AdminError(401, "unauthorized", "authorization: wrong or missing (expected: " + expected + ")")
                    .withHeader("www-authenticate", "Bearer realm=\"nano admin\"");
        }
    }

    /** What is not in the state directory now will not be. */
    @Override
    public void close() {
        if (state != null) {
            state.close();
        }
    }
}
