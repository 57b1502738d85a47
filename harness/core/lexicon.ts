/** Where a cause can lie, as a user would have to look for it. */
export const BLAMED = ['DNS', 'NET', 'TLS', 'AUTH', 'MODEL', 'QUOTA', 'LOCAL'] as const;
export type Blamed = (typeof BLAMED)[number];

/**
 * How firmly a text names a cause: by a code that a program gave it (`coded`: an error's name, a
 * status, a category), in so many words (`named`), or by words that fit several causes, by advice,
 * or with a "perhaps" (`hinted`).
 */
export type Firmness = 'coded' | 'named' | 'hinted';

/** A pattern, and what whoever uses such words blames. */
export interface Term {
  readonly layer: Blamed;
  readonly firmness: Firmness;
  readonly words: RegExp;
}

const coded = (layer: Blamed, words: RegExp): Term => ({ layer, firmness: 'coded', words });
const named = (layer: Blamed, words: RegExp): Term => ({ layer, firmness: 'named', words });
const hinted = (layer: Blamed, words: RegExp): Term => ({ layer, firmness: 'hinted', words });

/** What is said of a credential that somebody will not take, without saying of whom. */
const SPOILT =
  'expired|revoked|invalid|rejected|refused|denied|missing|stale|turned away|' +
  'no longer (?:valid|accepted)|not (?:valid|accepted|recogni[sz]ed)';
const CREDENTIAL = '(?:token|login|session|sign-?in|credentials?|(?:x-)?api[ -]key|grant)';
/** The service that signs people in. Hosts are put in by their role, see `masked`. */
const SIGN_IN =
  '(?:sign-?in|log-?in|oauth|auth(?:entication|orization)?|identity|token|⟨oauth⟩)' +
  '(?:[ -](?:service|server|host|endpoint|provider|api))?';
const OUT =
  '(?:unavailable|down|overloaded|out of (?:service|order)|not available|failing|at fault)';
/** What a web page came in the place of; its status is that of whoever sent the page. */
/** A status of HTTP, and not a port, a line of a file, or so many seconds. */
const status = (codes: string): string =>
  `(?<!\\.\\w{1,20}:)\\b(?:${codes})\\b` +
  '(?! ?(?:m?s|(?:milli|micro)?sec(?:ond)?s?|min(?:ute)?s?|hours?|tokens?|bytes?|[kKM]i?B)\\b)';
const PAGE = '\\b(?:web page|html)\\b[^.;\\n]{0,40}?';
const ITS_STATUS = '\\s*(?:[^.;\\n]{0,30}?\\b\\d{3}\\b)?';

/**
 * The reviewed lexicon. Codes come first: the names of errors, the statuses of HTTP, the
 * categories that a client or a provider writes into JSON. They are what a program says of itself,
 * and a text that holds one is judged by it however loose the prose around it is. An exit code is
 * no such signal: but for curl, which prints its own, none was found to name a layer, and what it
 * says of how a piece of work ended is bound.honest-outcome's.
 *
 * Words for what does not work are not words for why. "Sign-in is unreachable" says that a user
 * cannot sign in; only "your token was rejected" blames the token. Add a term when a client has
 * been seen to use it, and what it said to fixtures/messages.json with it.
 */
export const LEXICON: readonly Term[] = [
  coded('DNS', /\b(?:ENOTFOUND|EAI_[A-Z]+|ENODATA|ESERVFAIL|EREFUSED|NXDOMAIN|SERVFAIL)\b/g),
  coded('DNS', /\bERR_NAME_NOT_RESOLVED\b|\bcurl: \([56]\)|\bUnknownHostException\b/g),
  named(
    'DNS',
    /\bgetaddrinfo\b|\bname resolution\b|\bno such host\b|\bname or service not known/gi,
  ),
  named('DNS', /(?:not|n't|unable to|fail(?:s|ed)? to|never) (?:be )?resolved?\b(?! auth)/gi),
  named('DNS', /\blookup address information\b|\bdns (?:error|failure|lookup|problem)/gi),
  named('DNS', /\bnodename nor servname\b|\bserver misbehaving\b|\blookup \S+ +on \S+:53\b/gi),
  hinted('DNS', /\bdns\b/gi),

  coded('NET', /\bE(?:CONN(?:REFUSED|RESET|ABORTED)|PIPE|(?:HOST|NET)UNREACH|NETDOWN)\b/g),
  coded('NET', /\b(?:ETIMEDOUT|ESOCKETTIMEDOUT|UND_ERR_[A-Z_]+|FailedToOpenSocket)\b/g),
  coded('NET', /\bConnection(?:Refused|Reset|Closed|Timeout)\b|\bERR_(?:CONNECTION|NETWORK)\w*/g),
  coded('NET', /\bERR_(?:PROXY|SOCKET|TUNNEL|INTERNET)\w*|\bnetwork_error\b/g),
  coded('NET', /\bcurl: \((?:7|28|5[26])\)/g),
  named(
    'NET',
    new RegExp(
      '\\bconnection(?: to [^.;:\\n]{1,40}?)?(?: was| is| has been| got)? ' +
        '(?:refused|reset|closed|aborted|dropped|cut|broken|lost)',
      'gi',
    ),
  ),
  named('NET', /\bsocket hang up\b|\bbroken pipe\b|\bno route to host\b|\bconnection timed out/gi),
  named('NET', /\bsocket (?:is|was) closed\b|\bproxy refused\b|\bstream closed\b/gi),
  hinted('NET', /(?:not|n't|unable to|fail(?:s|ed)? to) (?:connect|reach|be reached)\b/gi),
  hinted('NET', /\bunreachable\b|\b(?:connection|network) (?:error|failure|trouble)|\boffline\b/gi),
  hinted('NET', /\btimeout of \d+ ?ms exceeded|\berror sending request\b|\breconnecting\b/gi),
  hinted('NET', /\bfetch failed\b|\btimed out\b|\bcheck your (?:internet|network|connection)/gi),
  hinted('NET', /\btimeout of \d+ ?ms exceeded|\berror sending request\b|\breconnecting\b/gi),
  hinted('NET', /\bstream disconnected\b/gi),

  coded('TLS', /\b(?:CERT_[A-Z_]+|ERR_(?:TLS|SSL|CERT)\w*|EPROTO|UNABLE_TO_(?:VERIFY|GET)\w*)\b/g),
  coded('TLS', /\b(?:DEPTH_ZERO_)?SELF_SIGNED_CERT\w*|\bUNKNOWN_CERTIFICATE\w*/g),
  coded('TLS', /\bcurl: \((?:35|51|60)\)/g),
  named('TLS', /\bcertificates?\b|\bself[- ]signed\b|\b(?:TLS|SSL) (?:error|handshake|failure)/gi),

  coded('AUTH', new RegExp(`${status('40[13]')}|\\binvalid_(?:grant|token|client)\\b`, 'gi')),
  named('AUTH', /\bunauthori[sz]ed\b/gi),
  coded(
    'AUTH',
    /\bauthentication_(?:error|failed)\b|\bunauthorized_client\b|\bpermission_error\b/gi,
  ),
  named(
    'AUTH',
    /\b(?:fail(?:s|ed)?|(?:un|not )able|could not|cannot|can't) (?:to )?authenticate/gi,
  ),
  coded('AUTH', /\boauth_org_not_allowed\b|\btoken_exchange_failed\b/g),
  hinted(
    'AUTH',
    /\boauth error\b|\b(?:log-?in|sign-?in) failed\b|\bfailed to (?:sign|log) ?in\b/gi,
  ),
  hinted('AUTH', /\bauthentication provider\b/gi),
  named('AUTH', /\b(?:token|login) (?:refresh failed|could not be refreshed)/gi),
  named('AUTH', /\bcould not refresh your (?:login|token)|\btoken was already used\b/gi),
  named('AUTH', /\b(?:no|without) (?:oauth token|api key|authentication info\w*)\b/gi),
  named('AUTH', /\bauthentication method\b|\bauthorization is required\b|\binvalid code\b/gi),
  named('AUTH', /\borgani[sz]ation has (?:been )?disabled\b|\bdoes not have access\b/gi),
  named('AUTH', /\b(?:scope requirement|missing scopes|insufficient permissions)\b/gi),
  named('AUTH', /\bauthentication (?:failed|error|failure|required)|\bnot authenticated\b/gi),
  named(
    'AUTH',
    new RegExp(
      `\\b${CREDENTIAL}(?: (?:has|have|is|are|was|were|been|had|your))* (?:${SPOILT})\\b`,
      'gi',
    ),
  ),
  named(
    'AUTH',
    new RegExp(
      `\\b(?:${SPOILT}) (?:(?:oauth|auth|access|refresh|bearer|your|the) )*${CREDENTIAL}`,
      'gi',
    ),
  ),
  named('AUTH', /\b(?:not|no longer) (?:logged|signed) in\b|\b(?:logged|signed) out\b/gi),
  coded(
    'AUTH',
    new RegExp(`(?<![\\w/])${SIGN_IN}(?!\\w)[^.;\\n]{0,60}?${status('5\\d\\d|40[0134-9]')}`, 'gi'),
  ),
  named(
    'AUTH',
    new RegExp(
      `(?<![\\w/])${SIGN_IN}\\s* (?:sent|returned|gave) [^.;\\n]{0,30}?` +
        '\\b(?:empty|malformed|incomplete|unusable)',
      'gi',
    ),
  ),
  named('AUTH', new RegExp(`${PAGE}⟨oauth⟩${ITS_STATUS}`, 'gi')),
  coded('AUTH', /\b(?:temporarily_unavailable|access_denied|expired_token|expired_on_issue)\b/g),
  hinted('AUTH', new RegExp(`(?<![\\w/])${SIGN_IN} (?:is|was|seems) ${OUT}`, 'gi')),
  hinted('AUTH', /(?<![\w/])\/login\b|\b(?:sign|log) in again\b|\bplease (?:sign|log) in\b/gi),

  coded('MODEL', /\boverloaded_error\b|\b(?:api|server|internal_server)_error\b/gi),
  named('MODEL', /\boverloaded\b/gi),
  coded('MODEL', new RegExp(status('5\\d\\d'), 'g')),
  named('MODEL', new RegExp(`\\b(?:model|api|⟨model⟩)(?: api)? (?:is|was|seems) ${OUT}`, 'gi')),
  named('MODEL', new RegExp(`${PAGE}⟨model⟩${ITS_STATUS}`, 'gi')),
  named(
    'MODEL',
    new RegExp(
      '\\b(?:model|api|⟨model⟩)\\s*(?: api)? (?:sent|returned|gave) [^.;\\n]{0,30}?' +
        '\\b(?:empty|malformed|incomplete|unusable)',
      'gi',
    ),
  ),
  named('MODEL', /\bresponse (?:stalled|stopped arriving|never arrived)|\bhigh load\b/gi),
  named('MODEL', /\bresponse (?:stream )?(?:was malformed|ended before)/gi),
  hinted('MODEL', /\berror occurred while processing your request|\bformat in response\b/gi),
  hinted('MODEL', /(?:\bmodel|⟨model⟩)\s*(?:cannot|can't|does not|did not) answer/gi),
  named(
    'MODEL',
    /\b(?:issue|problem|trouble) with the (?:selected )?model\b|\bmodel not found\b/gi,
  ),

  coded(
    'QUOTA',
    new RegExp(`${status('429|402')}|\\b(?:rate|usage)_limit\\w*|\\bbilling_error\\b`, 'gi'),
  ),
  coded('QUOTA', /\bRESOURCE_EXHAUSTED\b|\binsufficient_quota\b/g),
  named('QUOTA', /\brate[ -]limit\w*|\bquota\b|\busage limit\b|\btoo many requests\b/gi),
  named('QUOTA', /\bcredit balance\b|\bbilling\b|\bhit your [\w' ]*limit\b|\bspend limit\b/gi),
  named('QUOTA', /\b(?:usage|out of|purchase some) credits\b/gi),

  coded('LOCAL', /\b(?:EACCES|EPERM|ENOSPC|EROFS|EMFILE|EBUSY|ELOCKED|EADDRINUSE|ENOTDIR)\b/g),
  named('LOCAL', /\bpermission denied\b|\bdisk (?:is )?full|\bapiKeyHelper\b/gi),
  named('LOCAL', /\bfile(?: at [^\s:]{1,80})? is corrupt(?:ed)?\b|\block file is\b/gi),
  named(
    'LOCAL',
    /\b(?:could not|couldn't) (?:read|save|write) [^.;\n]{0,20}\b(?:login|config)\b/gi,
  ),
  named('LOCAL', /\bport \d+ is (?:already )?(?:in use|taken)\b/gi),
  hinted('LOCAL', /\bcallback server\b/gi),
  named(
    'LOCAL',
    new RegExp(
      '\\bfound in the keychain\\b|' +
        '\\b(?:keychain|keyring|vault)\\b[^.;\\n]{0,40}\\bnot available|' +
        '\\bfailed to \\w+ (?:the )?(?:keychain|keyring)\\b',
      'gi',
    ),
  ),
  named(
    'LOCAL',
    /\bclock (?:is|seems|looks|may be) (?:wrong|off|ahead|behind|skewed)|\bclock skew/gi,
  ),
  named(
    'LOCAL',
    new RegExp(
      '\\b(?:credentials?|login|store|keychain)(?: (?:file|store))? (?:' +
        '(?:is|are|was|were|looks?) (?:corrupt|damaged|unreadable|locked|read-only)|' +
        "can(?:not|'t) be (?:read|saved|removed))",
      'gi',
    ),
  ),
];

/** Whether a text can hold any term at all, in one go. Wider than the terms: it takes any case. */
export const ANY_TERM = new RegExp(
  LEXICON.map(({ words }) => `(?:${words.source})`).join('|'),
  'i',
);
