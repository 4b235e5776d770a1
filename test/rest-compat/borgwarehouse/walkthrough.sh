#!/usr/bin/env bash
# The curl commands of BorgWarehouse's public API page, in its order and unmodified except for host, keys, ids, the SSH key, and the
# alert of the new repository: the page's own example says 1, which is none of the values that it lists.
set -euo pipefail

# Version
curl -sS -X GET -H "Content-Type: application/json" "$BASE_URL/api/version"
echo

# Scheduled tasks
curl -sS -i --request POST --url "$BASE_URL/api/cronjob/checkStatus" --header "Authorization: Bearer $CRONJOB_KEY" | tail -n 1
echo
curl -sS -i --request POST --url "$BASE_URL/api/cronjob/getStorageUsed" --header "Authorization: Bearer $CRONJOB_KEY" | tail -n 1
echo

# Repositories actions: create
curl -sS -i --request POST --url "$BASE_URL/api/repo/add" \
  --header "Authorization: Bearer $YOUR_API_KEY" \
  --header 'Content-Type: application/json' \
  --data-raw '{
"alias": "MyRepoAlias",
"sshPublicKey": "'"$SSH_KEY"'",
"storageSize": 100,
"comment": "This is my new repo",
"alert": 3600,
"lanCommand": true,
"appendOnlyMode": false
}' | tail -n 1
echo

# List, and one of them
curl -sS -X GET -H "Authorization: Bearer $YOUR_API_KEY" "$BASE_URL/api/repo"
echo
curl -sS -X GET -H "Authorization: Bearer $YOUR_API_KEY" "$BASE_URL/api/repo/id/1"
echo

# Change
curl -sS -X PATCH -H "Authorization: Bearer $YOUR_API_KEY" -H "Content-Type: application/json" \
  --data-raw '{
"alias": "UpdatedRepoAlias",
"sshPublicKey": "'"$SSH_KEY"'",
"storageSize": 200,
"comment": "Updated comment",
"alert": 3600,
"lanCommand": false,
"appendOnlyMode": true
}' "$BASE_URL/api/repo/id/1/edit"
echo
curl -sS -X GET -H "Authorization: Bearer $YOUR_API_KEY" "$BASE_URL/api/repo/id/1"
echo

# Delete
curl -sS -X DELETE -H "Authorization: Bearer $YOUR_API_KEY" "$BASE_URL/api/repo/id/1/delete"
echo
