/*
 * The ledger and the access request as printed: sections 12.7, 13.4 and 13.5.
 *
 * The network is the adversary: a node takes whatever can be put together from what was ever sent, in any order, as often
 * as one likes, or never. A signature is a flag "this was signed", and covers what the paper lets it cover and nothing else.
 * The adversary is a certified user, too, and gets nonces by asking.
 *
 * CLAIM is the assertion that is made. Each of them fails; the trail is the attack.
 *
 * Bounds: 2 management nodes, 2 hospitals with threshold 1, 1 content, 3 nonces, 2 owners, 3 blocks.
 */
#define NONCE 1
#define NUMBER 2
#define REQUEST 3
#define ENDORSER 4
#define TWO_BLOCKS 5

#define NONCES 3
#define BLOCKS 3
#define THRESHOLD 1
#define HOSPITAL 2              /* the ledgers of the management nodes are 0 and 1, those of the hospitals 2 and 3 */
#define LEDGERS 4

typedef Ledger {                /* Ledger (as-printed), as far as a rule reads it */
  byte height;
  bit leader;
  bit chosen;
  byte applied[BLOCKS];         /* how often each signed block was applied */
  byte at[BLOCKS];              /* the block at each height, counted from 1 */
};
typedef Block { bit signer; bit without_M; };  /* what Sig(h_B) covers: the requests, not the number */
typedef Request { byte endorsed; byte counted; bit outstanding; };  /* by nonce: hospitals that signed an E, E that the leader counted */

/* What was signed or given out: known to everybody. */
bit submitted;                  /* Sig_A(h_M) */
bit asked;                      /* Sig_B(h_B) */
byte nonces;                    /* how many were given */
Request request[NONCES];        /* {M, r, h_M, Sig_A(h_M)} under each nonce */
byte blocks;                    /* how many were signed */
Block block[BLOCKS];
byte next[BLOCKS];              /* NextLeader of each number: 0 none, 1 + the leader */

/* What the nodes keep. */
Ledger ledger[LEDGERS];
bit pool;                       /* the leader's: the content waits to be ordered */
byte ordered;                   /* in how many blocks honest leaders put the content */
byte granted[2];                /* how often each owner decided on B's request */

inline name(l) {
  if :: l < HOSPITAL -> printf("MN-%d", l + 1) :: else -> printf("HN-%d", l - HOSPITAL + 1) fi
}

inline apply(l, b) {            /* PBLOCK.1, PBLOCK.2 */
  ledger[l].applied[b]++;
  ledger[l].at[ledger[l].height] = b;
  ledger[l].height++;
  ledger[l].chosen = 0
}

proctype Author() {      /* A sends one request, once; B asks one owner, once */
  end:
  do
  :: atomic { !submitted && nonces > 0 ->
       submitted = 1;
       printf("A sends the request {M, r, h_M, Sig(h_M)}\n") }
  :: atomic { !asked ->
       asked = 1;
       printf("B sends {PID_B, h_B, Sig(h_B)} to the owner 0\n") }
  od
}

proctype Management(byte i) {
  byte r;
end:
  do
  :: atomic { ledger[i].leader == i && ledger[i].chosen && nonces < NONCES ->   /* NONCE.Request.1, .2 */
       request[nonces].outstanding = 1;
       printf("MN-%d gives the nonce %d to whoever asks\n", i + 1, nonces);
       nonces++ }
  :: atomic { ledger[i].leader == i && ledger[i].chosen && !pool && nonces > 0 ->     /* PEND, NODE.Endorse */
       select (r : 0 .. 2);
       if
       :: request[r].outstanding && request[r].endorsed ->
#if CLAIM == ENDORSER
            request[r].counted++;
#else                           /* counted by hospitals, so that the other attacks owe nothing to this one */
            request[r].counted = (request[r].endorsed & 1) + (request[r].endorsed >> 1);
#endif
            printf("MN-%d counts an endorsement of M under the nonce %d: %d\n", i + 1, r, request[r].counted);
            if
            :: request[r].counted > THRESHOLD ->
                 request[r].outstanding = 0;
                 request[r].counted = 0;
                 pool = 1;
                 printf("MN-%d has M in the pool\n", i + 1);
#if CLAIM == ENDORSER
                 assert(request[r].endorsed == 3);  /* TWO_HOSPITALS */
#endif
            :: else
            fi
       :: else
       fi;
       r = 0 }
  :: atomic { ledger[i].leader == i && ledger[i].chosen && pool && blocks < BLOCKS ->    /* CUT */
       pool = 0;
       block[blocks].signer = i;
       ordered++;
       printf("MN-%d signs block %d, which has M, and sends it under the number %d\n", i + 1, blocks, ledger[i].height + 1);
       apply(i, blocks);
       blocks++;
#if CLAIM == NONCE
       assert(ordered <= submitted);  /* ONCE */
#endif
#if CLAIM == TWO_BLOCKS
       if
       :: blocks < BLOCKS ->    /* a leader that does not keep to the rules signs another one beside it */
            block[blocks].signer = i;
            block[blocks].without_M = 1;
            printf("MN-%d signs block %d, without M, and sends it under the same number to others\n", i + 1, blocks);
            blocks++
       :: true
       fi;
#endif
       if :: next[ledger[i].height - 1] = 1 :: next[ledger[i].height - 1] = 2 fi;
       printf("MN-%d says that MN-%d leads next\n", i + 1, next[ledger[i].height - 1]) }
  od
}

proctype Hospital(byte i) {
  byte r;
end:
  do
  :: atomic { submitted && nonces > 0 ->        /* PTX: Sig is right, whatever r is */
       select (r : 0 .. 2);
       if
       :: r < nonces && !(request[r].endorsed & (1 << (i))) ->
            request[r].endorsed = request[r].endorsed | (1 << (i));
            printf("HN-%d endorses M under the nonce %d\n", i + 1, r)
       :: else
       fi;
       r = 0 }
  od
}

proctype Blocks() {              /* the network gives blocks and NextLeader to nodes */
  byte l, b;
end:
  do
  :: atomic { blocks > 0 ->             /* PBLOCK: the number is the one that the sender of the message wants */
       select (l : 0 .. 3);
       select (b : 0 .. 2);
       if
       :: b < blocks && ledger[l].height < BLOCKS && ledger[l].chosen && block[b].signer == ledger[l].leader ->
            name(l);
            printf(" takes block %d under the number %d\n", b, ledger[l].height + 1);
            apply(l, b);
#if CLAIM == NUMBER
            assert(ledger[l].applied[b] <= 1);  /* APPLIED_ONCE */
#endif
#if CLAIM == TWO_BLOCKS
            assert(ledger[2].height == 0 || ledger[3].height == 0 || ledger[2].at[0] == ledger[3].at[0]);  /* AGREEMENT */
#endif
       :: else
       fi;
       l = 0;
       b = 0 }
  :: atomic { blocks > 0 ->             /* PLEAD */
       select (l : 0 .. 3);
       if
       :: ledger[l].height > 0 && !ledger[l].chosen && next[ledger[l].height - 1] > 0 ->
            ledger[l].leader = next[ledger[l].height - 1] - 1;
            ledger[l].chosen = 1;
            name(l);
            printf(" takes MN-%d for its leader\n", ledger[l].leader + 1)
       :: else
       fi;
       l = 0 }
  od
}

proctype Owner(byte i) {                /* ASK.C1 to C3; every request that passes gets a decision */
end:
  do
  :: atomic { asked && granted[i] < 2 ->
       granted[i]++;
       printf("the owner %d takes {PID_B, h_B, Sig(h_B)} and grants\n", i);
#if CLAIM == REQUEST
       assert(granted[0] + granted[1] <= asked);  /* GRANTED_ONCE */
#endif
     }
  od
}

init {
  atomic {
    ledger[0].chosen = 1; ledger[1].chosen = 1; ledger[2].chosen = 1; ledger[3].chosen = 1;
    run Author();
    run Management(0); run Management(1);
    run Hospital(0); run Hospital(1);
    run Blocks();
    run Owner(0); run Owner(1)
  }
}
