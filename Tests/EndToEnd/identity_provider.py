"""The identity provider of Tests/Services, and what a site needs to know of it."""
import requests

from bucket import Service


class IdentityProvider(Service):
    script = "oidc.py"

    def control(self, what, facts):
        requests.put(f"{self.facts['CONTROL']}/{what}", json=facts, timeout=10).raise_for_status()

    @property
    def settings(self):
        """As any OpenID provider, and under another name as a GitHub server."""
        return {
            "USER_OIDC_ISSUER": self.facts["URL"], "USER_OIDC_NAME": "Acme", "USER_OIDC_CLIENT_ID": self.facts["CLIENT_ID"],
            "USER_OIDC_CLIENT_SECRET": self.facts["CLIENT_SECRET"], "USER_GITHUB_URL": self.facts["URL"].replace("127.0.0.1", "localhost"),
            "USER_GITHUB_CLIENT_ID": self.facts["CLIENT_ID"], "USER_GITHUB_CLIENT_SECRET": self.facts["CLIENT_SECRET"],
        }
