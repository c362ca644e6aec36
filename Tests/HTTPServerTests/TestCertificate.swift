import Foundation
import HTTPServer

/// Certificates that sign themselves, good for a hundred years, and their keys: for tests and for nothing else. Made by
///
///     openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500 -subj /CN=NAME -addext subjectAltName=…
enum TestCertificate: String, CaseIterable {
    /// For `localhost` and 127.0.0.1.
    case localhost
    /// For `other.test` and `*.other.test`.
    case other = "other.test"
    /// For `localhost` again.
    case renewed

    var certificate: String {
        switch self {
        case .localhost:
            """
            -----BEGIN CERTIFICATE-----
            MIIBmzCCAUGgAwIBAgIUYBm38UNJ2ePXqvVWgQn/sVL9OUMwCgYIKoZIzj0EAwIw
            FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzIyMjk1M1oYDzIxMjYxMDMw
            MjIyOTUzWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
            PQMBBwNCAAT+DFwI+kIS7KIe80u76pcJ9JlBG9TdXJ46C8jOzTiiCcuZ2mkJoBDw
            S7y7HfHPUTHYHQ/U0VLDgzZQ81SK+A91o28wbTAdBgNVHQ4EFgQUw9g96eovtahL
            9hFmof4dRjooCpcwHwYDVR0jBBgwFoAUw9g96eovtahL9hFmof4dRjooCpcwDwYD
            VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
            zj0EAwIDSAAwRQIgTdDmuLTiN8EXlra0VIpfHshDfjV4oQLVIW39uYPe4g4CIQDE
            4/LpGau9rNswNPCSwRwYPcgiZr7ecWwIHTqHIMV1aQ==
            -----END CERTIFICATE-----

            """
        case .other:
            """
            -----BEGIN CERTIFICATE-----
            MIIBpjCCAUygAwIBAgIUGYwONlEBgzQ04WoaIOeeBgR9RREwCgYIKoZIzj0EAwIw
            FTETMBEGA1UEAwwKb3RoZXIudGVzdDAgFw0yNjExMjMyMjI5NTNaGA8yMTI2MTAz
            MDIyMjk1M1owFTETMBEGA1UEAwwKb3RoZXIudGVzdDBZMBMGByqGSM49AgEGCCqG
            SM49AwEHA0IABBkXwxN8PV5gZ/nhPNgpyiXi8TcBYHqG9rgiDIUU/kwjhVZ2mX/A
            TSqV3L6sUFIJx6WhgSd2tOlQLRR9JSjyjTmjeDB2MB0GA1UdDgQWBBROUVXjoMz3
            F9cRiGAHBnlLlbuJADAfBgNVHSMEGDAWgBROUVXjoMz3F9cRiGAHBnlLlbuJADAP
            BgNVHRMBAf8EBTADAQH/MCMGA1UdEQQcMBqCCm90aGVyLnRlc3SCDCoub3RoZXIu
            dGVzdDAKBggqhkjOPQQDAgNIADBFAiBz1gYHzubjE779CmmfcE+H3yU4Oybtgl3g
            Nj47V08rEAIhAJFrboKArPEn+4TCmm/0cKvzewaAGWZ7v1hgHayGPbHL
            -----END CERTIFICATE-----

            """
        case .renewed:
            """
            -----BEGIN CERTIFICATE-----
            MIIBkjCCATegAwIBAgIURPLZ7NQE0wonb3Yl3UjZp5vTixYwCgYIKoZIzj0EAwIw
            EjEQMA4GA1UEAwwHcmVuZXdlZDAgFw0yNjExMjMyMjI5NTNaGA8yMTI2MTAzMDIy
            Mjk1M1owEjEQMA4GA1UEAwwHcmVuZXdlZDBZMBMGByqGSM49AgEGCCqGSM49AwEH
            A0IABPJiLqqNrybcZdco7jCElf7ZWs1nEjtSV/aqd0SHYKdeKPei2J7FbBkFYf2f
            rcNyjnaRs+/wLZmpZZyWRCDI1zqjaTBnMB0GA1UdDgQWBBRJpDF96g2VyEkbi2jC
            z795U5gPwzAfBgNVHSMEGDAWgBRJpDF96g2VyEkbi2jCz795U5gPwzAPBgNVHRMB
            Af8EBTADAQH/MBQGA1UdEQQNMAuCCWxvY2FsaG9zdDAKBggqhkjOPQQDAgNJADBG
            AiEA4NjVGx8lfEVWtzoXpQu0+mm67jG+cQunasi3Z3Vhmu0CIQDuAVbHwfw2esNp
            P+LG1WfTPV5XVmU+VxVKQFQR4H8L8Q==
            -----END CERTIFICATE-----

            """
        }
    }

    var key: String {
        switch self {
        case .localhost:
            """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgo7ESmy9J/eWEpny+
            Cad7EF7rSfst6Z0r5J8UMZx1IQOhRANCAAT+DFwI+kIS7KIe80u76pcJ9JlBG9Td
            XJ46C8jOzTiiCcuZ2mkJoBDwS7y7HfHPUTHYHQ/U0VLDgzZQ81SK+A91
            -----END PRIVATE KEY-----

            """
        case .other:
            """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgTW3XyKsUKOC0P6vr
            SA/oGxpfNLwUIHGp6qmUxm+lFS+hRANCAAQZF8MTfD1eYGf54TzYKcol4vE3AWB6
            hva4IgyFFP5MI4VWdpl/wE0qldy+rFBSCceloYEndrTpUC0UfSUo8o05
            -----END PRIVATE KEY-----

            """
        case .renewed:
            """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgQARsbDUSgT6wFCzE
            7qKn9vjhRvcazcmVzRHGIQZChz6hRANCAATyYi6qja8m3GXXKO4whJX+2VrNZxI7
            Ulf2qndEh2CnXij3otiexWwZBWH9n63Dco52kbPv8C2ZqWWclkQgyNc6
            -----END PRIVATE KEY-----

            """
        }
    }

    /// The key of `localhost` under a passphrase.
    static let lockedKey = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAh0vH5o6SlPRQICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEAQIEEI266GlauWmuH3ndvrYIkw4EgZCV
        ZzV4vXqNsF19/72qZX0Iyr2KRFo7Kpx4gg/mNCF3k1yqOBhKmGxs1ziziQSBCGn4
        QUKumn/RNHnSpzG3EedAazn1ZFeqpjnFreHM2iwO0BMeQDLm/NLxxZW/wkrWB5EQ
        uqxrI9F4GCKW1JPbBmq0GZUdaCdqngi4TXV1iFX3ZvWkqPyT+MT18AcvXyGPlCM=
        -----END ENCRYPTED PRIVATE KEY-----

        """
}
