package dev.nano.api;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Quantities of memory in the runtime's unit. */
public final class Mebibytes {

    private static final BigDecimal BYTES = BigDecimal.valueOf(1024L * 1024L);

    private Mebibytes() {}

    /** Rounded up: nobody gets less than was asked for. */
    public static int of(Quantity quantity) {
        return quantity.getNumericalAmount()
                .divide(BYTES, 0, RoundingMode.CEILING)
                .intValueExact();
    }
}
