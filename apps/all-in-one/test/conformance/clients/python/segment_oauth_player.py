import json
import os

from player import play
from segment.analytics.client import Client

oauth = json.loads(os.environ["OAUTH"])
play(
    Client,
    oauth_client_id=oauth["clientId"],
    oauth_client_key=oauth["clientKey"],
    oauth_key_id=oauth["keyId"],
    oauth_auth_server=oauth["authServer"],
)
