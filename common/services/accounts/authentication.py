"""Who somebody is, from the credentials they show."""

import hashlib
import hmac
import math
import secrets
from collections.abc import Callable

from msgspec import Struct

from common.services.accounts.attempt_throttle import AttemptThrottle
from common.services.accounts.credential_cache import Ask, CredentialCache
from common.services.accounts.errors import (
    BadCredentials,
    Forbidden,
    TooManyAttempts,
    TwoCredentials,
)
from common.services.accounts.passwords import Passwords
from common.services.accounts.revocation_epoch import RevocationEpoch, RevocationEpochs
from common.services.accounts.tokens import Claims, Token, Tokens
from common.services.clock import Clock
from common.services.limits.limiter import Limiter
from common.services.principal import Interface, Principal
from common.services.store.accounts import Accounts, ApiKey, Note, User, is_username

KEY_BEGINNING = "bk_"
KEY_BYTES = 32
SHOWN_CHARACTERS = 10
# API.md: the token endpoint is limited to 5 in 5 minutes and address.
LOGINS, LOGIN_PERIOD_SECONDS = 5, 300.0
KEY_GUESSES, KEY_PERIOD_SECONDS = 20, 60.0
ADMIN_GUESSES, ADMIN_PERIOD_SECONDS = 10, 300.0

CheckPassword = Callable[[str, str | None], bool]
Recall = Callable[[str, Ask], User | None]


class Identity(Struct, frozen=True):
    """Somebody whose credentials are good.

    Attributes:
        user: who it is.
        claims: of the token that was shown, or None where it was an API key.
        digest: of the API key that was shown; empty where it was a token.
    """

    user: User
    claims: Claims | None
    digest: str

    @property
    def key(self) -> str:
        """Return the caller's key."""
        return f"user:{self.user.id}"

    @property
    def credential_id(self) -> str:
        """Return a name that the same credential always has and no other does."""
        return self.digest or repr(self.claims)

    @property
    def expires_at(self) -> float:
        """Return when the credential ends, in seconds since 1970-01-01 UTC; infinite for a key."""
        return math.inf if self.claims is None else self.claims.expires_at

    def principal(self, interface: Interface) -> Principal:
        """Return them as a caller that came by *interface*."""
        return Principal(self.key, self.user.tier, interface)


class NewKey(Struct, frozen=True):
    """An API key with its secret, which is shown this once."""

    key: ApiKey
    secret: str


class Auth:
    """Checks credentials. Thread-safe.

    Arguments: the accounts, tokens, revisions and memory; the limiter and the clock; and the master
    key, or None where the admin endpoints are closed.
    """

    def __init__(
        self,
        accounts: Accounts,
        tokens: Tokens,
        revisions: RevocationEpochs,
        memory: CredentialCache,
        limiter: Limiter,
        clock: Clock,
        master_key: str | None,
    ) -> None:
        self.passwords = Passwords()
        self._key_guesses = AttemptThrottle(
            limiter, clock, "key", most=KEY_GUESSES, period_seconds=KEY_PERIOD_SECONDS
        )
        self._admin_guesses = AttemptThrottle(
            limiter, clock, "admin", most=ADMIN_GUESSES, period_seconds=ADMIN_PERIOD_SECONDS
        )
        self._accounts = accounts
        self._tokens = tokens
        self._revisions = revisions
        self._memory = memory
        self._limiter = limiter
        self._clock = clock
        self._master_key = master_key

    def identify(
        self, authorization: str | None, api_key: str | None, address: str = ""
    ) -> Identity | None:
        """Return who shows these credentials, or None where none are shown.

        Args:
            authorization: the header ``Authorization``: ``Bearer`` and a token or an API key.
            api_key: the header ``X-API-Key``.
            address: the key of the address it comes from, whose wrong API keys are limited.

        Raises:
            TwoCredentials: the headers show two that differ.
            BadCredentials: they are not good.
            TooManyAttempts: there were too many wrong keys, and this is none that is known here.
            StoreUnavailable: they are not known here, and the store does not answer.
        """
        shown_key = (api_key or "").strip()
        if authorization:
            scheme, _, rest = authorization.strip().partition(" ")
            shown = rest.strip()
            if shown_key and shown_key != shown:
                raise TwoCredentials
            if scheme.lower() != "bearer" or not shown:
                raise BadCredentials("Authorization must be Bearer and a token or an API key.")
            return self._identify(shown, address)
        return self._by_key(shown_key, address) if shown_key else None

    def revalidate(self, identity: Identity) -> Identity:
        """Return *identity* as the store knows it, for a connection that has been open for a while.

        Raises:
            BadCredentials: the credential has expired or is no longer good.
            StoreUnavailable: that can't be told now.
        """
        return self._by_proof(identity.claims, identity.digest, self._memory.anew)

    def identify_proof(self, claims: Claims | None, digest: str) -> Identity:
        """Return whose token has *claims*, or whose API key has *digest*.

        Raises:
            BadCredentials: the credential has expired or is no longer good.
            StoreUnavailable: it is not known here, and the store does not answer.
        """
        return self._by_proof(claims, digest, self._memory.user)

    def revocation_epoch(self) -> RevocationEpoch:
        """Return what changes whenever a credential stops being good."""
        return self._revisions.now()

    def login(
        self, username: str, password: str, address: str, *, check: CheckPassword | None = None
    ) -> tuple[User, Token]:
        """Return the user of that name and a new token for them.

        Args:
            username: in whatever case.
            password: theirs.
            address: the key of the address it comes from, whose attempts are limited.
            check: checks a password against a hash; an edge may run it on a thread of its own.

        Raises:
            TooManyAttempts: there were `LOGINS` in the last `LOGIN_PERIOD_SECONDS`.
            BadCredentials: there is no such user, or the password is wrong, or they are disabled.
            StoreUnavailable: the store does not answer.
        """
        wait = self._limiter.attempt(
            f"login:{address}", max_attempts=LOGINS, period_seconds=LOGIN_PERIOD_SECONDS
        )
        _refuse_for(wait)
        # As of before the store is asked: a new password that comes meanwhile ends this token too.
        issued_at = self._clock.now()
        found = self._accounts.password_hash(username) if is_username(username) else None
        user, hashed = found or (None, None)
        right = (check or self.passwords.check)(password, hashed)
        if user is None or not right or user.disabled:
            raise BadCredentials("The name or the password is wrong.")
        return user, self._tokens.sign(user.id, issued_at)

    def check_master(self, presented: str | None, address: str) -> None:
        """Return where *presented* is the master key.

        Raises:
            Forbidden: there is no master key: what it opens is closed.
            TooManyAttempts: it is wrong, as were too many others from *address*.
            BadCredentials: it is wrong or missing.
            StateUnavailable: it is, and can't be counted now.
        """
        if self._master_key is None:
            raise Forbidden("MASTER_API_KEY is not set, so this is closed.")
        # Before the limit: behind a proxy that is not trusted, a stranger who guesses has the
        # operator's address, and would lock the operator out.
        if hmac.compare_digest(_bytes(presented or ""), _bytes(self._master_key)):
            return
        _refuse_for(self._admin_guesses.wait(address))
        _refuse_for(self._admin_guesses.note(address))
        raise BadCredentials("The header master-key is missing or wrong.")

    def make_key(
        self, user_id: int, label: str, now: float, note: Note[ApiKey] | None = None
    ) -> NewKey:
        """Make an API key for that user; its secret is in the answer and nowhere else.

        Raises:
            NoSuchAccount: no user has that id.
            TooManyKeys: they have as many as one may.
            StoreUnavailable: the store does not answer.
        """
        secret = KEY_BEGINNING + secrets.token_urlsafe(KEY_BYTES)
        key = self._accounts.add_key(
            user_id, label, secret[:SHOWN_CHARACTERS], digest_of(secret), now, note
        )
        return NewKey(key, secret)

    def bump_revocation(self) -> None:
        """Make every process ask the store again; call it after a credential stopped being good.

        Raises:
            StateUnavailable: this machine's processes may remember it for up to a minute.
        """
        self._revisions.change()

    def _identify(self, value: str, address: str) -> Identity:
        if value.startswith(KEY_BEGINNING):
            return self._by_key(value, address)
        return self._by_claims(self._tokens.read(value), self._memory.user)

    def _by_proof(self, claims: Claims | None, digest: str, recall: Recall) -> Identity:
        if claims is None:
            return self._by_digest(digest, "", recall)
        self._tokens.check(claims)
        return self._by_claims(claims, recall)

    def _by_key(self, value: str, address: str) -> Identity:
        if not value.startswith(KEY_BEGINNING):
            raise BadCredentials(
                f"The API key is not valid: keys begin with {KEY_BEGINNING}. "
                "A token goes into Authorization: Bearer."
            )
        return self._by_digest(digest_of(value), address, self._memory.user)

    def _by_digest(self, digest: str, address: str, recall: Recall) -> Identity:
        # What was good here is no guess, whoever guesses from the same address.
        guessing = "" if self._memory.knew(f"key:{digest}") else address
        user = recall(f"key:{digest}", lambda: self._ask(digest, guessing))
        if user is None or user.disabled:
            raise BadCredentials("The API key is not valid.")
        return Identity(user, None, digest)

    def _ask(self, digest: str, address: str) -> User | None:
        """Ask the store whose key that is, unless *address* has guessed too often; "" never has."""
        _refuse_for(self._key_guesses.wait(address))
        user = self._accounts.user_of_key(digest)
        if user is None and address:
            _refuse_for(self._key_guesses.note(address))
        return user

    def _by_claims(self, claims: Claims, recall: Recall) -> Identity:
        user = recall(f"user:{claims.user_id}", lambda: self._accounts.user(claims.user_id))
        if user is None or user.disabled or round(claims.issued_at * 1000) < user.tokens_from:
            raise BadCredentials("The token is no longer valid.")
        return Identity(user, claims, "")


def digest_of(secret: str) -> str:
    """Return what the store keeps of an API key: 32 random bytes need no slow hash."""
    return hashlib.sha256(_bytes(secret)).hexdigest()


def _refuse_for(seconds: int) -> None:
    if seconds:
        raise TooManyAttempts(seconds)


def _bytes(text: str) -> bytes:
    # What a header brings may be no text at all; it is then as wrong as any other.
    return text.encode(errors="surrogatepass")
