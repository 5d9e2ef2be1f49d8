package sh.karpenter.local.kubernetes.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.kubernetes.error.ApiErrors;
import sh.karpenter.local.kubernetes.pipeline.Tokens;
import sh.karpenter.local.kubernetes.request.Caller;

/// Finds out who makes a request: the bearer of a known token or of an issued service account token, and
/// without credentials the administrator. Then impersonation headers count.
///
/// What they may do is for the [Authorization] to say.
public final class Authentication {
    private static final String BEARER = "Bearer ";
    private static final String EXTRA = "Impersonate-Extra-";

    private final Map<String, Caller> users;
    private final Tokens tokens;

    /// @param users the callers behind static tokens
    public Authentication(Map<String, Caller> users, Tokens tokens) {
        this.users = Map.copyOf(users);
        this.tokens = tokens;
    }

    /// Who makes a request.
    ///
    /// @throws sh.karpenter.local.kubernetes.access.ApiException 401 when a token is sent that nobody knows
    Caller caller(HttpCall call) {
        Caller caller = authenticated(call.header("Authorization"));
        String user = call.header("Impersonate-User");
        if (user.isEmpty()) {
            return caller;
        }
        List<String> groups = new ArrayList<>(call.headers("Impersonate-Group"));
        if (!groups.contains("system:authenticated")) {
            groups.add("system:authenticated");
        }
        Map<String, List<String>> extra = new LinkedHashMap<>();
        for (String name : call.headerNames(EXTRA)) {
            extra.put(name.substring(EXTRA.length()).toLowerCase(Locale.ROOT), call.headers(name));
        }
        return new Caller(user, groups, call.header("Impersonate-Uid"), extra);
    }

    private Caller authenticated(String header) {
        if (!header.startsWith(BEARER)) {
            return Caller.administrator();
        }
        String token = header.substring(BEARER.length()).strip();
        @Nullable Caller known = users.get(token);
        if (known == null) {
            known = tokens.check(token);
        }
        if (known == null) {
            throw ApiErrors.unauthorized();
        }
        return known;
    }
}
