from player import play
from segment.analytics.client import Client

play(Client, gzip=True)
