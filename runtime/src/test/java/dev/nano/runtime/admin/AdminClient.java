package dev.nano.runtime.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.jspecify.annotations.Nullable;

/** Calls the admin API and checks every answer against its description. */
public final class AdminClient implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Contract contract;
    private final InetSocketAddress address;
    private final @Nullable String authorization;

    AdminClient(InetSocketAddress address, Contract contract, @Nullable String authorization) {
        this.address = address;
        this.contract = contract;
        this.authorization = authorization;
    }

    public AdminClient(InetSocketAddress address) {
        this(address, new Contract(), "Bearer " + AdminServer.TOKEN);
    }

    /** An answer; {@code json} is missing when it is not JSON. */
    public record Reply(int status, String body, JsonNode json, HttpResponse<String> http) {

        /** The text at a JSON pointer, empty when there is none. */
        public String at(String pointer) {
            return json.at(pointer).asText();
        }

        String header(String name) {
            return http.headers().firstValue(name).orElse("");
        }
    }

    AdminClient as(@Nullable String otherAuthorization) {
        return new AdminClient(address, contract, otherAuthorization);
    }

    public Reply get(String path) throws IOException, InterruptedException {
        return call("GET", path, null);
    }

    Reply post(String path, String body) throws IOException, InterruptedException {
        return call("POST", path, body);
    }

    public Reply put(String path, String body) throws IOException, InterruptedException {
        return call("PUT", path, body);
    }

    public Reply delete(String path) throws IOException, InterruptedException {
        return call("DELETE", path, null);
    }

    /** As {@link #put}, for a body that a client may send going by the description. */
    public Reply putValid(String path, String body) throws IOException, InterruptedException {
        contract.checkBody("PUT", path, body);
        return put(path, body);
    }

    Reply postValid(String path, String body) throws IOException, InterruptedException {
        contract.checkBody("POST", path, body);
        return post(path, body);
    }

    Reply call(String method, String path, @Nullable String body) throws IOException, InterruptedException {
        HttpRequest request = request(method, path, body);
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        contract.check(request, answer);
        return reply(answer);
    }

    /** For calls that the description does not know. */
    Reply callUndescribed(String method, String path) throws IOException, InterruptedException {
        return reply(http.send(request(method, path, null), BodyHandlers.ofString()));
    }

    private HttpRequest request(String method, String path, @Nullable String body) {
        var uri = URI.create("http://127.0.0.1:" + address.getPort() + path);
        var request = HttpRequest.newBuilder(uri)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (authorization != null) {
            request.header("authorization", authorization);
        }
        return request.build();
    }

    private static Reply reply(HttpResponse<String> answer) throws IOException {
        String type = answer.headers().firstValue("content-type").orElse("");
        JsonNode json = type.equals("application/json") ? JSON.readTree(answer.body()) : MissingNode.getInstance();
        return new Reply(answer.statusCode(), answer.body(), json, answer);
    }

    @Override
    public void close() {
        http.close();
    }
}
