/// What `--help` prints.
let helpText = """
  usage: postpass-verify [CODE|@FILE|-] (--post ID | --any-post) (--brand B | --any-brand) [option...]
         postpass-verify --status [--store DIR | --mirror DIR --authority ID] [--json]

  Checks one authorization code without a network: from the files that postpass-pull keeps in the
  store. The code is an argument, in a file (@FILE), or on standard input (- or nothing).

  what the code must be for:
    --post ID               this post              --any-post      whatever post it names
    --brand B               this brand             --any-brand     whatever brand it names
    --creator C             this creator account   --any-creator   whatever creator signed it
                            one of the two is needed where the keyring knows several accounts
    --until DATE            it must last until then; a bare date means the end of that day
    --at DATE               was it good at that time?
    --running-since DATE    may the ad that started then go on? a bare date means its start
    --max-list-age 48h      believe no revocation list that is older

  where the signed files are:
    --store DIR             default: $POSTPASS_STORE, $XDG_STATE_HOME/postpass,
                            ~/.local/state/postpass
    --mirror DIR            read a mirror in place; it has no memory against rollback
    --authority ID          the pinned authority: needed with --mirror, checked with a store
    --status                show authority, root, keyring and list, their ages, and when they are due

  output:
    --json                  one line of JSON
    --quiet                 the exit code only
    --no-color              no colour; also NO_COLOR, and away from a terminal
    --help, --version

  exit codes: 0 allowed. 10 not genuine, 11 expired, 12 not yet valid, 13 revoked, 14 for another post,
  brand or creator, 15 does not cover --until, 16 issuer refused, 20 cannot tell: all mean no.
  64 usage, 65 mistyped or damaged, 66 code or store missing, 74 I/O error: something on your side.

  example:
    postpass-verify @acme.code --post 7412345678901234567 --brand 7198765432109876543 --until 2026-12-31

  """
