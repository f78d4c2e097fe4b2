package dev.nano.api;

/**
 * Rules and what they say. A pattern mostly stands in the schema twice: as {@code pattern}, which editors and kubeconform
 * check, and in a CEL rule, which tells in words what to write instead. All are RE2 without single quotes, for CEL strings
 * such as {@code r'...'}.
 */
final class Rules {

    /** So that {@code namespace/name} fits into the runtime's 253 characters, a namespace having up to 63. */
    static final int LONGEST_NAME = 189;

    private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

    static final String HOSTNAME = "^([*][.])?" + LABEL + "([.]" + LABEL + ")*$";
    static final String HOSTNAME_MESSAGE =
            "must be a DNS name in lower case such as shop.example.com, or a wildcard such as *.example.com; without"
                    + " scheme, port and path";

    /** Only what can be said shortly, because it is shown to whoever breaks it; {@link #UNSAFE_PATH} is the rule. */
    static final String PATH = "^/?[^/\\\\]+(/[^/\\\\]+)*$";

    /** Empty, an empty part, {@code .} or {@code ..} as a part, a backslash or a control character. */
    static final String UNSAFE_PATH = "^$|^/|//|/$|(^|/)[.][.]?(/|$)|[\\\\\\x00-\\x1f\\x7f-\\x9f]";

    /** The same for the path of an app, which may begin with a slash. */
    static final String UNSAFE_APP_PATH = "^/?$|//|/$|(^|/)[.][.]?(/|$)|[\\\\\\x00-\\x1f\\x7f-\\x9f]";

    static final String PATH_MESSAGE =
            "must be a path such as shop or web/shop, or /shared/shop from the root of the apps volume, without . and"
                    + " .. as parts, empty parts, backslashes and a slash at the end";
    static final String FILE_NAME_MESSAGE =
            "must be a relative path such as index.js or lib/db.js, without . and .. as parts, empty parts and"
                    + " backslashes, of at most 253 characters";

    /** GEP-2257. */
    static final String DURATION = "^([0-9]{1,5}(h|m|s|ms)){1,4}$";

    static final String DURATION_MESSAGE =
            "must be a duration of whole numbers and the units h, m, s and ms, such as 500ms, 5s or 1m30s; each"
                    + " number of at most five digits (100s, not 100000ms)";

    /** Only what an address range or a host is made of; the runtime reads the rest. */
    static final String EGRESS = "^[A-Za-z0-9.:*_/\\[\\]-]{1,300}$";

    static final String EGRESS_MESSAGE =
            "must be an address range such as 10.1.0.0/16 or a host such as db.internal or db.internal:443";

    static final String ENV_NAME = "^[A-Za-z_][A-Za-z0-9_]*$";
    static final String ENV_NAME_MESSAGE =
            "must be letters, digits and underscores and not begin with a digit, such as API_KEY";

    static final String OBJECT_NAME = "^" + LABEL + "([.]" + LABEL + ")*$";
    static final String OBJECT_NAME_MESSAGE =
            "must be the name of an object in the same namespace: lower-case letters, digits, hyphens and dots, such"
                    + " as shop-code";

    static final String DATA_KEY = "^[.]?[-_a-zA-Z0-9][-._a-zA-Z0-9]*$";
    static final String DATA_KEY_MESSAGE =
            "must be a key of the object's data: letters, digits, hyphens, underscores and dots, such as api-key;"
                    + " neither . nor two dots at the beginning";

    private Rules() {}
}
