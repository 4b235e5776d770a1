#!/usr/bin/env bash
# The curl commands of Borg UI's public API page, in its order and unmodified except for host, user, password and path,
# which are set here. Only the waiting between them is ours: the page says "poll until the job reaches a terminal status".
set -euo pipefail

BASE_URL="$WALKTHROUGH_URL"
ADMIN="$WALKTHROUGH_USER"
PASSWORD="$WALKTHROUGH_PASSWORD"
REPOSITORY="$WALKTHROUGH_REPOSITORY"

wait_for_job() {
  while :; do
    STATUS="$(
curl -sS "$BASE_URL/api/backup/status/$JOB_ID" \
  -H "X-Borg-Authorization: Bearer $TOKEN"
    )"
    case "$(printf '%s\n' "$STATUS" | jq -r .status)" in
      pending | running) sleep 0.1 ;;
      *) return ;;
    esac
  done
}

# Create an access token
TOKEN="$(
  curl -sS -X POST "$BASE_URL/api/auth/login" \
    -H "Content-Type: application/x-www-form-urlencoded" \
    --data-urlencode "username=$ADMIN" \
    --data-urlencode "password=$PASSWORD" |
    jq -r .access_token
)"

# Start a manual backup
START_RESPONSE="$(
  curl -sS -X POST "$BASE_URL/api/backup/start" \
    -H "X-Borg-Authorization: Bearer $TOKEN" \
    -H "Content-Type: application/json" \
    -d "{\"repository\":\"$REPOSITORY\"}"
)"

JOB_ID="$(printf '%s\n' "$START_RESPONSE" | jq -r .job_id)"
printf '%s\n' "$START_RESPONSE"
wait_for_job

# Compatibility alias
curl -sS -X POST "$BASE_URL/api/backup/run" \
  -H "X-Borg-Authorization: Bearer $TOKEN" \
  -H "Content-Type: application/json" \
  -d "{\"repository\":\"$REPOSITORY\"}"
echo

# Poll job status
curl -sS "$BASE_URL/api/backup/status/$JOB_ID" \
  -H "X-Borg-Authorization: Bearer $TOKEN"
echo

# Poll job logs
curl -sS "$BASE_URL/api/backup/logs/$JOB_ID/stream?offset=0" \
  -H "X-Borg-Authorization: Bearer $TOKEN"
echo

# For completed non-running jobs with stored logs
curl -sS "$BASE_URL/api/backup/logs/$JOB_ID/download" \
  -H "X-Borg-Authorization: Bearer $TOKEN" \
  -o "backup_job_${JOB_ID}_logs.txt"
