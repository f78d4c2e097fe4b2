package dev.nano.api;

/**
 * Patterns that stand in the schema twice: as {@code pattern}, which editors and kubeconform check, and in a CEL rule, which
 * tells in words what to write instead. They are RE2
 * without single quotes, for CEL strings such as {@code r'...'}.
 */
final class Rules {

    /** So that {@code namespace/name} fits into the runtime's 253 characters, a namespace having up to 63. */
    static final int LONGEST_NAME = 189;

    private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

    static final String HOSTNAME = "^([*][.])?" + LABEL + "([.]" + LABEL + ")*$";
    static final String HOSTNAME_MESSAGE =
            "must be a DNS name in lower case such as shop.example.com, or a wildcard such as *.example.com; without scheme, port and path";

    private static final String SEPARATORS_AND_CONTROLS = "/\\\\\\x00-\\x1f\\x7f-\\x9f";
    private static final String IN_PART = "[^" + SEPARATORS_AND_CONTROLS + "]";

    /** Anything without those, but not {@code .} and {@code ..}. */
    private static final String PART =
            "([.]?[^." + SEPARATORS_AND_CONTROLS + "]" + IN_PART + "*|[.][.]" + IN_PART + "+)";

    static final String RELATIVE_PATH = "^" + PART + "(/" + PART + ")*$";
    static final String RELATIVE_PATH_MESSAGE =
            "must be a relative path such as shop or team-a/shop, without . and .. as parts, empty parts, backslashes and a slash at the end";

    static final String FILE_NAME_MESSAGE =
            "must be a relative path such as index.js or lib/db.js, without . and .. as parts, empty parts and backslashes";

    /** GEP-2257. */
    static final String DURATION = "^([0-9]{1,5}(h|m|s|ms)){1,4}$";

    static final String ENV_NAME = "^[A-Za-z_][A-Za-z0-9_]*$";
    static final String OBJECT_NAME = "^" + LABEL + "([.]" + LABEL + ")*$";
    static final String DATA_KEY = "^[-._a-zA-Z0-9]+$";

    private Rules() {}
}
