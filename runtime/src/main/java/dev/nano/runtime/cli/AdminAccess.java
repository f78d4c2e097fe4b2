package dev.nano.runtime.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to reach the admin API of a running server. */
final class AdminAccess {

    private static final JsonMapper JSON = new JsonMapper();
    /** Long enough for an app that takes its whole, generous timeout to load. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Option(names = "--admin", paramLabel = "URL", description = "Where the admin API is (default: ${DEFAULT-VALUE}).")
    private URI server = URI.create("http://127.0.0.1:9000");

    @Option(
            names = {"--token-file", "--admin-token-file"},
            paramLabel = "FILE",
            description = "Holds the token of the admin API.")
    private @Nullable Path tokenFile;

    @Option(
            names = {"--token", "--admin-token"},
            paramLabel = "TOKEN",
            description = "The token itself; better in NANO_ADMIN_TOKEN.")
    private @Nullable String token;

    @Option(
            names = "--ca-file",
            paramLabel = "FILE",
            description = "Certificates (PEM) that vouch for an https server, instead of those that Java believes.")
    private @Nullable Path caFile;

    /**
     * Calls the API.
     *
     * @param path with query
     * @return the body of a good answer
     * @throws CommandFailure with what the API says is wrong
     */
    JsonNode call(String method, String path, @Nullable JsonNode body) throws CommandFailure {
        HttpRequest request = HttpRequest.newBuilder(target(path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()))
                .header("authorization", "Bearer " + token())
                .header("content-type", "application/json")
                .timeout(PATIENCE)
                .build();
        try (HttpClient client = client()) {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            JsonNode answer = parse(response.body());
            if (response.statusCode() >= 300) {
                throw new CommandFailure(1, complaint(response.statusCode(), answer.path("error")));
            }
            return answer;
        } catch (IOException e) {
            throw new CommandFailure(1, "no answer from " + server + " (" + reason(e) + "); is the server running?");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(1, "interrupted");
        }
    }

    private HttpClient client() throws CommandFailure {
        HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10));
        return (caFile == null ? client : client.sslContext(trusting(caFile))).build();
    }

    private static SSLContext trusting(Path caFile) throws CommandFailure {
        try (InputStream pem = Files.newInputStream(caFile)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate ca : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("ca" + number++, ca);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new CommandFailure(Main.BAD_USAGE, "--ca-file: " + caFile + " cannot be used: " + e);
        }
    }

    private URI target(String path) throws CommandFailure {
        String base = server.toString();
        if (server.getHost() == null || !base.startsWith("http")) {
            throw new CommandFailure(Main.BAD_USAGE, "--admin: " + base + " (expected: such as http://127.0.0.1:9000)");
        }
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
    }

    private String token() throws CommandFailure {
        Path file = tokenFile;
        if (file == null) {
            return token == null ? "" : token.strip();
        }
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new CommandFailure(Main.BAD_USAGE, "--token-file: " + file + " cannot be read: " + e);
        }
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            // Whoever answered, it was not the admin API; the status says the rest.
            return MissingNode.getInstance();
        }
    }

    private static String complaint(int status, JsonNode error) {
        StringBuilder text = new StringBuilder();
        text.append(error.path("message").asText("the server answered " + status));
        if (status == 401) {
            text.append("; give the token with --token-file FILE");
        }
        if (error.path("problems").size() > 1) {
            error.path("problems").forEach(problem -> text.append("\n  ").append(problem.asText()));
        }
        return text.toString();
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message != null ? message : e.getClass().getSimpleName();
    }
}
