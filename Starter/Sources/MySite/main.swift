import Satchel

await makeSite(Settings.load()).run()
