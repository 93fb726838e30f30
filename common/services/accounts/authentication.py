"""Authenticates callers by their credentials: tokens, API keys, passwords and the master key."""

import hashlib
import hmac
import math
import secrets
from collections.abc import Callable

from msgspec import Struct

from common.services.accounts.attempt_throttle import AttemptThrottle
from common.services.accounts.credential_cache import CredentialCache, Read
from common.services.accounts.errors import (
    AccountThrottled,
    BadCredentials,
    Forbidden,
    TooManyAttempts,
    TwoCredentials,
)
from common.services.accounts.passwords import Passwords
from common.services.accounts.revocation_epoch import RevocationEpoch, RevocationEpochs
from common.services.accounts.tokens import Claims, Token, Tokens
from common.services.accounts.usernames import fold, is_username
from common.services.clock import Clock
from common.services.limits.limiter import Limiter
from common.services.principal import Interface, Principal
from common.services.store.accounts import Accounts, ApiKey, Note, User

KEY_PREFIX = "bk_"
KEY_BYTES = 32
TOKEN_DOTS = 2
# Characters of a key that are stored and shown to its owner.
SHOWN_CHARACTERS = 10
# Schemes with which a reverse proxy authenticates people: it passes the header on to this service,
# which then has no credentials of its own in it (RFC 7617, RFC 7616 and RFC 4559).
PROXY_SCHEMES = frozenset({"basic", "digest", "negotiate"})
# Wrong passwords of one account from all addresses (NIST SP 800-63B, 5.2.2: at most 100).
MAX_WRONG_PASSWORDS, WRONG_PASSWORD_PERIOD_SECONDS = 100, 86_400.0
# Per address: logins, wrong API keys and wrong master keys.
MAX_LOGINS, LOGIN_PERIOD_SECONDS = 5, 300.0
MAX_WRONG_KEYS, WRONG_KEY_PERIOD_SECONDS = 20, 60.0
MAX_WRONG_MASTER_KEYS, WRONG_MASTER_KEY_PERIOD_SECONDS = 10, 300.0

# Returns True if the user with that id has logged in from that address before.
HasLoggedIn = Callable[[int, str], bool]
CheckPassword = Callable[[str, str | None], bool]
# Returns the owner of a credential: `CredentialCache.get` or `CredentialCache.reload`.
Lookup = Callable[[str, Read], User | None]


class Identity(Struct, frozen=True):
    """An authenticated user.

    Attributes:
        user: the user.
        claims: of the token, or None if the credential was an API key.
        digest: of the API key; empty if the credential was a token.
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
        """Return a text that identifies the credential."""
        return self.digest or repr(self.claims)

    @property
    def expires_at(self) -> float:
        """Return when the credential expires, in seconds since 1970-01-01 UTC; never for a key."""
        return math.inf if self.claims is None else self.claims.expires_at

    def principal(self, interface: Interface) -> Principal:
        """Return the principal of the user's calls by *interface*."""
        return Principal(self.key, self.user.tier, interface)


class NewKey(Struct, frozen=True):
    """An API key with its secret, which is not stored."""

    key: ApiKey
    secret: str


class Auth:
    """Checks credentials. Thread-safe.

    Arguments:
        accounts: the users and keys in the store.
        tokens: signs and reads tokens.
        epochs: the revocation epochs.
        cache: the credentials that this process has read.
        limiter: counts attempts.
        clock: the time.
        master_key: opens the admin endpoints; None closes them.
        has_logged_in: says from which addresses users have logged in.
    """

    def __init__(
        self,
        accounts: Accounts,
        tokens: Tokens,
        epochs: RevocationEpochs,
        cache: CredentialCache,
        limiter: Limiter,
        clock: Clock,
        master_key: str | None,
        has_logged_in: HasLoggedIn,
    ) -> None:
        self.passwords = Passwords()
        self._has_logged_in = has_logged_in
        self._wrong_passwords = AttemptThrottle(
            limiter,
            clock,
            "password",
            max_attempts=MAX_WRONG_PASSWORDS,
            period_seconds=WRONG_PASSWORD_PERIOD_SECONDS,
        )
        self._wrong_keys = AttemptThrottle(
            limiter,
            clock,
            "key",
            max_attempts=MAX_WRONG_KEYS,
            period_seconds=WRONG_KEY_PERIOD_SECONDS,
        )
        self._wrong_master_keys = AttemptThrottle(
            limiter,
            clock,
            "admin",
            max_attempts=MAX_WRONG_MASTER_KEYS,
            period_seconds=WRONG_MASTER_KEY_PERIOD_SECONDS,
        )
        self._accounts = accounts
        self._tokens = tokens
        self._epochs = epochs
        self._cache = cache
        self._limiter = limiter
        self._clock = clock
        self._master_key = master_key

    def identify(
        self, authorization: str | None, api_key: str | None, address: str = ""
    ) -> Identity | None:
        """Return the owner of the credentials in two headers, or None if they have none.

        Args:
            authorization: the header ``Authorization``: ``Bearer`` and a token or an API key. The
                `PROXY_SCHEMES` are ignored.
            api_key: the header ``X-API-Key``: an API key, or a token if a proxy needs
                ``Authorization`` for itself.
            address: the key of the client's address, whose wrong API keys are limited.

        Raises:
            TwoCredentials: the headers have different credentials.
            BadCredentials: they are not valid.
            TooManyAttempts: the address sent too many wrong keys, and this key is not cached.
            StoreUnavailable: they are not cached, and the store does not answer.
        """
        key = (api_key or "").strip()
        scheme, _, rest = (authorization or "").strip().partition(" ")
        if scheme and scheme.lower() not in PROXY_SCHEMES:
            value = rest.strip()
            # The same credential in both headers is no contradiction; some clients send both.
            if key and key != value:
                raise TwoCredentials
            if scheme.lower() != "bearer" or not value:
                raise BadCredentials("Authorization must be Bearer and a token or an API key.")
            return self._identify_value(value, address)
        return self._identify_value(key, address) if key else None

    def revalidate(self, identity: Identity) -> Identity:
        """Return *identity* as the store has it now, for a connection that stays open.

        Raises:
            BadCredentials: the credential has expired or is no longer valid.
            StoreUnavailable: the store does not answer.
        """
        return self._identify_proof(identity.claims, identity.digest, self._cache.reload)

    def identify_proof(self, claims: Claims | None, digest: str) -> Identity:
        """Return the owner of the token with *claims*, or of the API key with *digest*.

        Raises:
            BadCredentials: the credential has expired or is no longer valid.
            StoreUnavailable: it is not cached, and the store does not answer.
        """
        return self._identify_proof(claims, digest, self._cache.get)

    def identify_key_id(self, key_id: int) -> User:
        """Return the owner of the API key with that id, which signed a URL.

        Raises:
            BadCredentials: the key is revoked, or its user is disabled.
            StoreUnavailable: it is not cached, and the store does not answer.
        """
        user = self._cache.get(f"key id:{key_id}", lambda: self._accounts.user_of_key_id(key_id))
        if user is None or user.disabled:
            raise BadCredentials("The API key that signed this URL is revoked.")
        return user

    def revocation_epoch(self) -> RevocationEpoch:
        """Return the epoch, which changes whenever a credential is revoked."""
        return self._epochs.now()

    def bump_revocation(self) -> None:
        """Invalidate every process's cached credentials; call it after any was revoked.

        Raises:
            StateUnavailable: processes of this machine may accept it for up to a minute.
        """
        self._epochs.bump()

    def login(
        self, username: str, password: str, address: str, *, check: CheckPassword | None = None
    ) -> tuple[User, Token]:
        """Return the user called *username* and a new token.

        Args:
            username: compared without case.
            password: theirs.
            address: the key of the client's address, whose attempts are limited.
            check: checks a password against a hash; an edge may run it on a thread of its own.

        Raises:
            TooManyAttempts: there were `MAX_LOGINS` in the last `LOGIN_PERIOD_SECONDS`.
            AccountThrottled: there were too many wrong passwords for this name, and its user has
                not logged in from this address before.
            BadCredentials: there is no such user, the password is wrong, or the user is disabled.
            StoreUnavailable: the store does not answer.
        """
        wait = self._limiter.attempt(
            f"login:{address}", max_attempts=MAX_LOGINS, period_seconds=LOGIN_PERIOD_SECONDS
        )
        _raise_if_throttled(wait)
        # The time before the store is read: a password that is changed during the check invalidates
        # this token too.
        issued_at = self._clock.now()
        # A text that can't be a username is not looked up, but costs the time of a check too.
        stored = self._accounts.password_hash(username) if is_username(username) else None
        user, password_hash = stored or (None, None)
        # Names that no user has are limited too: a difference would show which names exist.
        account = digest_of(fold(username))
        wait = self._wrong_passwords.wait_seconds(account)
        # Guesses from other addresses do not lock a user out at home.
        if wait and not self._has_logged_in(user.id if user else 0, address):
            raise AccountThrottled(wait)
        # Checked even for an unknown user, so that both take the same time.
        is_right = (check or self.passwords.check)(password, password_hash)
        if user is None or not is_right or user.disabled:
            self._wrong_passwords.count(account)
            raise BadCredentials("The name or the password is wrong.")
        return user, self._tokens.sign(user.id, issued_at)

    def check_master(self, presented: str | None, address: str) -> None:
        """Check that *presented* is the master key.

        Raises:
            Forbidden: no master key is set, so that the admin endpoints are closed.
            TooManyAttempts: it is wrong, and *address* has sent too many others.
            BadCredentials: it is wrong or missing.
            StateUnavailable: it is wrong, and that can't be counted now.
        """
        if self._master_key is None:
            raise Forbidden("MASTER_API_KEY is not set, so this is closed.")
        # Before the limit: behind a proxy that is not trusted, an attacker shares the operator's
        # address and would lock the operator out.
        # In constant time, so that the duration shows no prefix that is right.
        if hmac.compare_digest(_bytes(presented or ""), _bytes(self._master_key)):
            return
        _raise_if_throttled(self._wrong_master_keys.wait_seconds(address))
        _raise_if_throttled(self._wrong_master_keys.count(address))
        raise BadCredentials("The header master-key is missing or wrong.")

    def make_key(
        self, user_id: int, label: str, now: float, note: Note[ApiKey] | None = None
    ) -> NewKey:
        """Return a new API key for that user; only the return value has its secret.

        Raises:
            NoSuchAccount: no user has that id.
            TooManyKeys: the user has the maximum number of keys.
            StoreUnavailable: the store does not answer.
        """
        # The prefix lets secret scanners and the server recognise a key.
        secret = KEY_PREFIX + secrets.token_urlsafe(KEY_BYTES)
        key = self._accounts.add_key(
            user_id, label, secret[:SHOWN_CHARACTERS], digest_of(secret), now, note
        )
        return NewKey(key, secret)

    def _identify_value(self, value: str, address: str) -> Identity:
        # A token begins with the base64 of {"alg…: it can't be mistaken for a key.
        if value.startswith(KEY_PREFIX):
            return self._identify_digest(digest_of(value), address, self._cache.get)
        # RFC 7515, 3.1: a token has three parts.
        if value.count(".") != TOKEN_DOTS:
            raise BadCredentials(
                f"The value is neither an API key, which begins with {KEY_PREFIX}, nor a token."
            )
        return self._identify_claims(self._tokens.read(value), self._cache.get)

    def _identify_proof(self, claims: Claims | None, digest: str, lookup: Lookup) -> Identity:
        if claims is None:
            return self._identify_digest(digest, "", lookup)
        # The signature was verified when the claims were read.
        self._tokens.check(claims)
        return self._identify_claims(claims, lookup)

    def _identify_digest(self, digest: str, address: str, lookup: Lookup) -> Identity:
        # A key that was valid here is no guess, so that guesses from the same address do not lock
        # it out.
        throttled = "" if self._cache.was_valid(f"key:{digest}") else address
        user = lookup(f"key:{digest}", lambda: self._read_owner(digest, throttled))
        if user is None or user.disabled:
            raise BadCredentials("The API key is not valid.")
        return Identity(user, None, digest)

    def _read_owner(self, digest: str, address: str) -> User | None:
        """Return the owner of a key from the store; count a wrong key, unless no *address*."""
        _raise_if_throttled(self._wrong_keys.wait_seconds(address))
        user = self._accounts.user_of_key(digest)
        if user is None and address:
            _raise_if_throttled(self._wrong_keys.count(address))
        return user

    def _identify_claims(self, claims: Claims, lookup: Lookup) -> Identity:
        # Cached by user, not by token: the claims themselves are signed.
        user = lookup(f"user:{claims.user_id}", lambda: self._accounts.user(claims.user_id))
        if user is None or user.disabled or round(claims.issued_at * 1000) < user.tokens_from:
            raise BadCredentials("The token is no longer valid.")
        return Identity(user, claims, "")


def digest_of(secret: str) -> str:
    """Return the stored digest of an API key; 32 random bytes need no slow hash."""
    return hashlib.sha256(_bytes(secret)).hexdigest()


def _raise_if_throttled(wait_seconds: int) -> None:
    if wait_seconds:
        raise TooManyAttempts(wait_seconds)


def _bytes(text: str) -> bytes:
    # A header may decode to lone surrogates; such a value is simply wrong.
    return text.encode(errors="surrogatepass")
