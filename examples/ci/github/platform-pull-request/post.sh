#!/usr/bin/env bash
# Posts $COMMENT to a pull request on GitHub, or updates the comment that was posted before: the first by $AUTHOR that begins
# with the same hidden mark.
#
#   GH_TOKEN     a token that may write comments
#   REPOSITORY   OWNER/NAME
#   NUMBER       the pull request's
#   COMMENT      the file with the comment
#   AUTHOR       who the token is, `github-actions[bot]` by default
#   API          GitHub's API, https://api.github.com by default
set -euo pipefail

: "${GH_TOKEN:?}" "${REPOSITORY:?}" "${NUMBER:?}" "${COMMENT:?}"
api=${API:-https://api.github.com}
export AUTHOR=${AUTHOR:-github-actions[bot]}
MARK=$(head -n 1 "$COMMENT")
export MARK
case $MARK in '<!-- platform-core: '*' -->') ;; *) echo "$COMMENT does not begin with a mark" >&2; exit 1 ;; esac
[[ $REPOSITORY =~ ^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$ && $NUMBER =~ ^[0-9]+$ ]] || { echo "no pull request: $REPOSITORY#$NUMBER" >&2; exit 1; }

# The token goes by a file that only we read: what is an argument, others can see.
headers=$(mktemp)
trap 'rm -f "$headers"' EXIT
printf 'Authorization: Bearer %s\nAccept: application/vnd.github+json\nX-GitHub-Api-Version: 2022-11-28\n' "$GH_TOKEN" >"$headers"
ask() { curl --silent --show-error --fail-with-body --max-time 60 --retry 3 --header "@$headers" "$@"; }

found=
page=1
while [ -z "$found" ] && [ "$page" -le 100 ]; do
  comments=$(ask "$api/repos/$REPOSITORY/issues/$NUMBER/comments?per_page=100&page=$page")
  found=$(jq -r '[.[] | select(.user.login == env.AUTHOR and ((.body // "") | startswith(env.MARK)))][0].id // empty' <<<"$comments")
  [ "$(jq length <<<"$comments")" -eq 100 ] || break
  page=$((page + 1))
done
body() { jq -n --rawfile body "$COMMENT" '{body: $body}'; }
if [ -n "$found" ]; then
  body | ask --request PATCH --data @- "$api/repos/$REPOSITORY/issues/comments/$found" >/dev/null
  echo "updated comment $found"
else
  body | ask --request POST --data @- "$api/repos/$REPOSITORY/issues/$NUMBER/comments" >/dev/null
  echo "posted a comment"
fi
