package dev.nano.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.networking.v1.IPBlock;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Collection;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the NetworkPolicy of the chart lets runtimes reach, as {@code fetch()} would. */
class EgressTest {

    @ParameterizedTest
    @CsvSource({
        "defaults.yaml, 1.1.1.1, true",
        "defaults.yaml, 2606:4700::1111, true",
        "defaults.yaml, 169.254.169.254, false",
        "defaults.yaml, fd00:ec2::254, false",
        "defaults.yaml, 100.100.100.200, false",
        "defaults.yaml, 192.0.0.192, false",
        "defaults.yaml, 10.96.0.1, false",
        "defaults.yaml, 172.20.0.1, false",
        "defaults.yaml, 192.168.1.10, false",
        "defaults.yaml, 127.0.0.1, false",
        "defaults.yaml, fe80::1, false",
        "defaults.yaml, 64:ff9b::a9fe:a9fe, false",
        "defaults.yaml, 2002:a9fe:a9fe::1, false",
        "defaults.yaml, 203.0.113.7, true",
        "limits.yaml, 203.0.113.7, false",
        "limits.yaml, 2001:db8::1, false",
        "limits.yaml, 10.1.2.3, true",
        "limits.yaml, 10.2.0.1, false",
        "limits.yaml, 169.254.169.254, false",
        "egress-everything.yaml, 169.254.169.254, true"
    })
    void metadataAndWhatIsPrivateAreOutOfReach(String values, String address, boolean isReached) {
        NetworkPolicy policy = policy(Path.of("src/test/chart/valid", values));
        assertThat(policy.getSpec().getPolicyTypes()).contains("Egress");

        assertThat(policy.getSpec().getEgress().stream()
                        .filter(rule -> rule.getPorts().isEmpty())
                        .anyMatch(rule -> rule.getTo().isEmpty()
                                || rule.getTo().stream().anyMatch(peer -> covers(peer.getIpBlock(), address))))
                .isEqualTo(isReached);
    }

    private static NetworkPolicy policy(Path values) {
        Object rendered = Serialization.unmarshal(Chart.render("team", values), HasMetadata.class);
        Collection<?> all = rendered instanceof io.fabric8.kubernetes.api.model.KubernetesList list
                ? list.getItems()
                : (Collection<?>) rendered;
        return all.stream()
                .filter(NetworkPolicy.class::isInstance)
                .map(NetworkPolicy.class::cast)
                .filter(policy -> policy.getMetadata().getName().endsWith("-runtime"))
                .findFirst()
                .orElseThrow();
    }

    private static boolean covers(IPBlock block, String address) {
        return isIn(block.getCidr(), address) && block.getExcept().stream().noneMatch(except -> isIn(except, address));
    }

    private static boolean isIn(String cidr, String address) {
        String[] parts = cidr.split("/");
        byte[] base = InetAddress.ofLiteral(parts[0]).getAddress();
        byte[] bytes = InetAddress.ofLiteral(address).getAddress();
        int rest = base.length * 8 - Integer.parseInt(parts[1]);
        return base.length == bytes.length
                && new BigInteger(1, base).shiftRight(rest).equals(new BigInteger(1, bytes).shiftRight(rest));
    }
}
