from player import play
from rudderstack.analytics.client import Client

play(Client)
