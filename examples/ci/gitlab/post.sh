#!/usr/bin/env bash
# Posts $COMMENT to a merge request on GitLab, or updates the note that was posted before: the first of the token's own that
# begins with the same hidden mark.
#
#   PLATFORM_TOKEN          a project access token with the scope `api`
#   CI_API_V4_URL, CI_PROJECT_ID, CI_MERGE_REQUEST_IID    as GitLab sets them
#   COMMENT                 the file with the comment
set -euo pipefail

: "${PLATFORM_TOKEN:?}" "${CI_API_V4_URL:?}" "${CI_PROJECT_ID:?}" "${CI_MERGE_REQUEST_IID:?}" "${COMMENT:?}"
MARK=$(head -n 1 "$COMMENT")
export MARK
case $MARK in '<!-- platform-core: '*' -->') ;; *) echo "$COMMENT does not begin with a mark" >&2; exit 1 ;; esac
[[ $CI_PROJECT_ID =~ ^[0-9]+$ && $CI_MERGE_REQUEST_IID =~ ^[0-9]+$ ]] || { echo "no merge request: $CI_PROJECT_ID!$CI_MERGE_REQUEST_IID" >&2; exit 1; }

headers=$(mktemp)
trap 'rm -f "$headers"' EXIT
printf 'PRIVATE-TOKEN: %s\nContent-Type: application/json\n' "$PLATFORM_TOKEN" >"$headers"
ask() { curl --silent --show-error --fail-with-body --max-time 60 --retry 3 --header "@$headers" "$@"; }

ME=$(ask "$CI_API_V4_URL/user" | jq -r .id)
export ME
notes="$CI_API_V4_URL/projects/$CI_PROJECT_ID/merge_requests/$CI_MERGE_REQUEST_IID/notes"
found=
page=1
while [ -z "$found" ] && [ "$page" -le 100 ]; do
  listed=$(ask "$notes?per_page=100&page=$page&order_by=created_at&sort=asc")
  found=$(jq -r '[.[] | select((.author.id | tostring) == env.ME and ((.body // "") | startswith(env.MARK)))][0].id // empty' <<<"$listed")
  [ "$(jq length <<<"$listed")" -eq 100 ] || break
  page=$((page + 1))
done
body() { jq -n --rawfile body "$COMMENT" '{body: $body}'; }
if [ -n "$found" ]; then
  body | ask --request PUT --data @- "$notes/$found" >/dev/null
  echo "updated note $found"
else
  body | ask --request POST --data @- "$notes" >/dev/null
  echo "posted a note"
fi
