package dev.nano.runtime.web;

/** The path state of the URL parser: segments, of which {@code .} and {@code ..} are resolved as they come. */
final class UrlPath {

    private UrlPath() {}

    /**
     * Appends the segments that start at {@code at}, after the first slash.
     *
     * @param stopsAtQuery false for the setter of the path, where a question mark or number sign is part of it
     * @return where the path ends
     */
    static int append(UrlParts url, String input, int at, boolean stopsAtQuery) {
        int start = at;
        while (true) {
            int end = segmentEnd(input, start, url.isSpecial(), stopsAtQuery);
            boolean slashFollows = UrlInput.isSlash(input, end, url.isSpecial());
            appendSegment(url, input, start, end, slashFollows);
            if (!slashFollows) {
                return end;
            }
            start = end + 1;
        }
    }

    private static int segmentEnd(String input, int start, boolean special, boolean stopsAtQuery) {
        for (int i = start; i < input.length(); i++) {
            switch (input.charAt(i)) {
                case '/' -> {
                    return i;
                }
                case '\\' -> {
                    if (special) {
                        return i;
                    }
                }
                case '?', '#' -> {
                    if (stopsAtQuery) {
                        return i;
                    }
                }
                default -> {}
            }
        }
        return input.length();
    }

    private static void appendSegment(UrlParts url, String input, int start, int end, boolean slashFollows) {
        int dots = dots(input, start, end);
        if (dots == 2) {
            url.shortenPath();
        }
        if (dots == 1 || dots == 2) {
            if (!slashFollows) {
                url.path.append('/');
            }
            return;
        }
        boolean drive = url.isFile() && url.path.isEmpty() && WindowsDrive.is(input, start, end);
        url.path.append('/');
        if (drive) {
            url.path.append(input.charAt(start)).append(':');
        } else {
            PercentCoding.append(url.path, input, start, end, PercentEncodeSet.PATH);
        }
    }

    /** How many dots the segment is, or 0 when it is anything else. A dot may be percent-encoded. */
    private static int dots(String input, int start, int end) {
        int count = 0;
        int i = start;
        while (i < end && count < 3) {
            if (input.charAt(i) == '.') {
                i++;
            } else if (i + 3 <= end && input.regionMatches(true, i, "%2e", 0, 3)) {
                i += 3;
            } else {
                return 0;
            }
            count++;
        }
        return count;
    }
}
