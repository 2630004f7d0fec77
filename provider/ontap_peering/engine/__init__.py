"""
Every workaround of Pulumi's SDK and of gRPC, and nothing else.

The plugin process is shared with the dynamic providers of others, and the program is the user's. So each workaround has
a canary, a test that fails once what it depends on has changed; tests/protocol/test_neighbours.py and
tests/programs/test_interrupted_program.py show that neighbours keep what is theirs.

workaround     | depends on                    | canary                      | once that is gone
---------------|-------------------------------|-----------------------------|-----------------------------------------
error_details  | the name `context` of a       | protocol/test_error_lines   | the engine shows the exception and
(ADR 14)       | variable in the SDK's         | engine/test_unfinished      | forgets a peer that is not ready; the
               | servicer                      |                             | next run finds the peer by its name
served_call    | the names `context` and       | engine/test_identities      | lines name the peer instead of the
(ADR 4, 14)    | `request` of variables in the |                             | resource; two resources of one key are
               | SDK's servicer                |                             | not told from each other
served_call:   | the name `request` of a       | engine/test_true_previews   | the row of a refresh shows outputs as
inputs_in_state| variable in the SDK's         |                             | if the inputs had changed
(ADR 18)       | servicer                      |                             |
boundary:      | the SDK's mark of a secret    | engine/test_true_previews   | a passphrase that ONTAP generated would
as_secret      |                               |                             | be in clear among the inputs
(ADR 18)       |                               |                             |
cancellation:  | gRPC's attribute              | protocol/test_cancel        | the first Ctrl-C waits, the second one
Cancel's pool  | experimental_thread_pool, the | engine/test_cancelled       | ends the run
(ADR 13)       | class name of the servicer    |                             |
cancellation:  | the class name of the         | protocol/test_cancel        | the engine kills the plugin after 5 s,
lost SIGINT    | servicer, by which a call in  | protocol/test_neighbours    | or a neighbour's call is cut short
(ADR 13)       | flight is recognised          |                             |
workers:       | gRPC's attribute              | protocol/test_cancel        | four calls are served at a time, and
pool of Create,| experimental_thread_pool, the | unit/test_workers           | Check and Diff queue behind waits
Read, Update,  | class name of the servicer    |                             |
Delete (ADR 19)|                               |                             |
boundary:      | nothing; used only if         | unit/test_boundary          | -
tracebacklimit | error_details finds no call   |                             |
program        | the file name of the language | engine/test_cancelled       | a failed run takes up to 5 s longer
(ADR 13)       | host's runner                 | programs/test_interrupted_* |
program:       | extract_stack, which heeds    | engine/test_small_resources | a state a third larger
program_frames | sys.tracebacklimit; how many  |                             |
(ADR 20)       | frames the SDK adds           |                             |
program:       | the SDK's set of tracked      | engine/test_small_resources | the program waits for more outputs
untrack        | outputs                       |                             |
(ADR 20)       |                               |                             |
program:       | the SDK's list of calls       | engine/test_small_resources | the program waits for its outputs in
await_calls    |                               |                             | quadratic time
(ADR 20)       |                               |                             |
program:       | the SDK faults the outputs of | engine/test_mesh            | the program ends with a traceback, and
known_or       | what failed                   |                             | what it has no more is not deleted
program_log    | the function behind those of   | engine/test_two_teams       | an exported token is in clear in
               | the SDK's log                 |                             | --debug and --event-log
peer_resource: | the SDK reads the secret      | engine/test_resource_       | `declared` is always encrypted
_key (ADR 20)  | outputs after the inputs      | options                     |
boundary:      | the SDK's own property of a   | engine/test_moves_and_      | the state names another provider
provider_      | dynamic resource, its name    | upgrades                    |
reference      | and content                   |                             |
import_file    | the engine's file format: how | engine/test_import          | the next preview shows a change of the
               | it marks secrets, providers   |                             | imported peer

One more change to the process is in `client.exchange`: urllib3's warning about unverified TLS is silenced for hosts
whose verification the user has turned off, and for no other.
"""
