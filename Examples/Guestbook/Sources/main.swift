import Satchel

await makeGuestbook(Settings.load()).run()
