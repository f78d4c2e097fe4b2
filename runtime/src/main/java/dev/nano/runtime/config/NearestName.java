package dev.nano.runtime.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which known name a misspelt one probably stands for. */
final class NearestName {

    private NearestName() {}

    /** The nearest of {@code known}, or null when none is near. {@code timeoutMs} is as near to {@code timeout_ms} as can be. */
    static @Nullable String of(String name, Collection<String> known) {
        String bare = bare(name);
        int farthest = bare.length() < 4 ? 1 : 2;
        return known.stream()
                .filter(candidate -> distance(bare, bare(candidate)) <= farthest)
                .min(Comparator.comparingInt(candidate -> distance(bare, bare(candidate))))
                .orElse(null);
    }

    private static String bare(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    /** How many letters have to be added, left out or exchanged (Levenshtein). */
    private static int distance(String a, String b) {
        if (Math.abs(a.length() - b.length()) > 2) {
            return Integer.MAX_VALUE;
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
