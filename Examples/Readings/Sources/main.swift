import Satchel

await makeReadings(Settings.load()).run()
